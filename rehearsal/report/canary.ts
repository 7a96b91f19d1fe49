import type { SenderCount, TrafficReport } from "../traffic/trafficReport";
import { mayBeChance } from "./binomial";
import type { Facts } from "./facts";
import { count } from "./numbers";

/** What went wrong in a release with a canary, beyond what can go wrong in any. */
export function canaryProblems(facts: Facts): string[] {
  if (!facts.canary) return [];
  return [...shareProblems(facts), ...findingProblems(facts)];
}

/** While a share serves, each kind of client gets as many answers from the candidate as chance allows. */
function shareProblems({ canary, traffic, released, digests, deployer }: Facts): string[] {
  const { percents, served } = canary!;
  const missing = percents.filter((percent) => !served.some((one) => one.percent === percent));
  const never = missing.map(
    (percent) => `the candidate of ${released} never got its share of ${percent} %`,
  );
  const wrong = served.flatMap(({ percent, fromMs, toMs }) =>
    Object.keys(traffic.clients).flatMap((kind) => {
      const sent = traffic.senders.filter((one) => {
        const atMs = traffic.startedMs + one.second * 1000;
        return (
          one.kind === kind && one.service === released && atMs >= fromMs && atMs + 1000 <= toMs
        );
      });
      const [all, candidate] = [
        answersOf(sent.filter(({ digest }) => digest !== null)),
        answersOf(sent.filter(({ digest }) => digest === digests.after)),
      ];
      if (mayBeChance(candidate, all, percent / 100)) return [];
      return [
        `at ${percent} %, ${kind} clients got ${count(candidate)} of ${count(all)} answers of ` +
          `${released} from the candidate, which chance does not explain`,
      ];
    }),
  );
  return deployer.outcome === "done" ? [...never, ...wrong] : wrong;
}

const answersOf = (sent: readonly SenderCount[]) =>
  sent.reduce((sum, { answers }) => sum + answers, 0);

/** What the canary itself should have said of this image. */
function findingProblems(facts: Facts): string[] {
  const { variant, deployer, released } = facts;
  const result = deployer.canary.find(({ service }) => service === released);
  const text = result?.text ?? "nothing";
  switch (variant) {
    case "fast": {
      const isFaster = result?.latency.some(
        ({ statistic, verdict }) => statistic === "p50" && verdict === "faster",
      );
      return isFaster ? [] : [`the canary did not report that ${released} is faster: ${text}`];
    }
    case "slow":
      return result?.found.some((reason) => reason.includes(" slower ")) ? [] : unseen(text);
    case "errors":
      return errorProblems(facts, result?.found ?? [], text);
    case "good":
    case "slow-start":
    case "differs":
    case "bad-health":
    case "bad-tests":
      return [];
  }
}

/** An alarm may see the errors before the comparison does. Whatever did, there must have been some. */
function errorProblems(facts: Facts, found: readonly string[], text: string): string[] {
  if (withoutOwnErrors(facts).failed === facts.traffic.failed) {
    return ["the candidate was rolled back before it had answered anything with an error"];
  }
  const reasons = [...found, ...facts.deployer.reasons];
  return reasons.some((reason) => /^(5xx|alarm) /.test(reason)) ? [] : unseen(text);
}

const unseen = (text: string) => [`the canary did not find what is wrong with the image: ${text}`];

/**
 * What clients saw without the errors that an image is known to send: those which the candidate itself has answered
 * with, and no other failures.
 */
export function withoutOwnErrors(facts: Facts): TrafficReport {
  const { traffic, variant, digests, released } = facts;
  if (variant !== "errors") return traffic;
  const own = traffic.senders.filter(
    ({ service, digest }) => service === released && digest === digests.after,
  );
  const errorsOf = (kind: string) =>
    own.reduce((sum, one) => sum + (one.kind === kind ? one.errors : 0), 0);
  const clients = Object.entries(traffic.clients).map(([kind, client]) => [
    kind,
    { ...client, failed: client.failed - errorsOf(kind) },
  ]);
  return {
    ...traffic,
    failed: traffic.failed - own.reduce((sum, { errors }) => sum + errors, 0),
    clients: Object.fromEntries(clients) as TrafficReport["clients"],
    failures: traffic.failures.filter(({ answeredBy }) => answeredBy !== digests.after),
  };
}
