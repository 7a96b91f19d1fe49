import { isDeepStrictEqual } from "node:util";
import { describeFailures } from "../failures";
import type { AdoptionAct, AdoptionFacts, Listed } from "./facts";

/** What went wrong in the rehearsal of an adoption; empty if nothing did. */
export function adoptionProblems(facts: AdoptionFacts): string[] {
  const { acts, traffic } = facts;
  return [
    ...acts.flatMap((act, index) => {
      const served = acts[index - 1]?.serves ?? facts.origin;
      return [...actProblems(act, facts), ...uncompared(act, served, facts)].map(
        (one) => `${act.name}: ${one}`,
      );
    }),
    ...describeFailures(traffic),
    ...Object.entries(traffic.services).flatMap(([service, { versions }]) => {
      const missing = [...new Set([facts.origin, ...acts.map(({ serves }) => serves)])].filter(
        (one) => !versions.some(({ version }) => version === one),
      );
      return missing.map((one) => `no client of ${service} was ever answered by ${one}`);
    }),
  ];
}

function actProblems(
  { exitCode, result, serves, records, name }: AdoptionAct,
  facts: AdoptionFacts,
): string[] {
  const problems: string[] = [];
  if (exitCode !== 0) problems.push([`exited with ${exitCode}`, ...result.reasons].join(": "));
  const isOrigin = serves === facts.origin;
  const moved = differing(facts.records, records);
  const same = Object.keys(records).filter((one) => !moved.includes(one));
  if (isOrigin && moved.length > 0) {
    problems.push(
      ...moved.map((one) => `the record of ${one} is not exactly the origin's any more`),
    );
  }
  if (!isOrigin) problems.push(...same.map((one) => `${one} still leads to its origin`));
  const { drainSeconds } = result;
  const isFirst = facts.acts.find((act) => act.serves !== facts.origin)?.name === name;
  if (isFirst && (drainSeconds ?? 0) < facts.originTtlSeconds) {
    problems.push(
      `drained for ${drainSeconds ?? 0} s, but the origin's answers are kept for ${facts.originTtlSeconds} s`,
    );
  }
  return problems;
}

/** The origin takes three times as long as the sample service, so each release from it is shown to be faster. */
function uncompared(
  { serves, exitCode, result }: AdoptionAct,
  served: string,
  { origin, traffic }: AdoptionFacts,
): string[] {
  if (served !== origin || serves === origin || exitCode !== 0) return [];
  return Object.keys(traffic.services).flatMap((service) => {
    const one = result.compared?.find((found) => found.service === service);
    if (!one) return [`${service} was not compared with its origin`];
    const { verdict, differing } = one;
    return verdict === "faster" && differing.length === 0
      ? []
      : [`${service} was compared with its origin as ${[verdict, ...differing].join(", ")}`];
  });
}

/** Names whose records are not the same, byte for byte. */
function differing(before: Listed, after: Listed): string[] {
  return Object.keys(before).filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
