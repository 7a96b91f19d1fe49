import { counted } from "../../config/plural";
import { longKinds } from "../traffic/long/kinds";
import { canaryProblems, withoutOwnErrors } from "./canary";
import { describeFailures } from "./failures";
import type { Facts, Variant } from "./facts";

/** How a release of each kind of image should end. */
export function expectedOutcome(variant: Variant): "done" | "rolledBack" {
  switch (variant) {
    case "good":
    case "slow-start":
    case "fast":
      return "done";
    case "bad-health":
    case "bad-tests":
    case "slow":
    case "differs":
    case "errors":
      return "rolledBack";
  }
}

/** What went wrong in the rehearsal; empty if nothing did. */
export function problemsOf(facts: Facts): string[] {
  return [
    ...outcomeProblems(facts),
    ...trafficProblems(facts),
    ...bystanderProblems(facts),
    ...canaryProblems(facts),
  ];
}

function outcomeProblems(facts: Facts): string[] {
  const { deployer, digests, production, tasksLeft, released } = facts;
  const expected = expectedOutcome(facts.variant);
  const wanted = expected === "done" ? digests.after : digests.before;
  const problems = [...production.problems];
  if (deployer.outcome !== expected) {
    const why = deployer.reasons.length > 0 ? `: ${deployer.reasons.join("; ")}` : "";
    problems.push(`the release ended in ${deployer.outcome}, expected ${expected}${why}`);
  }
  if (production.digest !== wanted) {
    problems.push(
      `production of ${released} is served by ${production.digest}, expected ${wanted}`,
    );
  }
  if (tasksLeft > 0) {
    const fleet = expected === "done" ? "old fleet" : "candidate";
    problems.push(
      `the ${fleet} of ${released} should have stopped but is running ${counted(tasksLeft, "task")}`,
    );
  }
  return problems;
}

function trafficProblems(facts: Facts): string[] {
  const { traffic, variant, digests, released } = facts;
  const problems = describeFailures(withoutOwnErrors(facts));
  for (const [kind, { requests }] of Object.entries(traffic.clients)) {
    if (requests === 0) problems.push(`no requests of ${kind} clients were sent`);
  }
  const done = expectedOutcome(variant) === "done";
  for (const { name } of longKinds.filter(({ isStream }) => isStream)) {
    // It was open from the start, and its fleet has stopped.
    const { requests = 0, closedByStop = 0 } = traffic.clients[name] ?? {};
    if (done && requests > 0 && closedByStop === 0) {
      problems.push(`no ${name} client was open until its fleet stopped`);
    }
  }
  const seen = new Set(traffic.services[released]?.versions.map(({ digest }) => digest));
  if (done && !seen.has(digests.after)) problems.push("the new version never answered a client");
  if (!done && !facts.canary && seen.has(digests.after)) {
    problems.push("clients got answers from a version that should not have gone live");
  }
  const strange = [...seen].filter(
    (digest) => digest !== digests.before && digest !== digests.after,
  );
  if (strange.length > 0)
    problems.push(`clients got answers from unknown versions: ${strange.join(", ")}`);
  return problems;
}

/** Services that were not released must have served one version all along. */
function bystanderProblems({ traffic, released }: Facts): string[] {
  return Object.entries(traffic.services).flatMap(([service, { versions }]) => {
    if (service === released || versions.length === 1) return [];
    const names = versions.map(({ version, digest }) => `${version} (${digest})`);
    return [`${service} was not released, but it answered as ${names.join(", ") || "nothing"}`];
  });
}
