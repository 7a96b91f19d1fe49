import { closest, distance } from "fastest-levenshtein";
import { callVariable, privateLabel } from "../calls";
import { list, type Problem } from "../problem";
import { apis, type Draft, services } from "./draft";

/** ACM takes 64 characters for the name of a certificate, here `*.internal.<domain>`. */
const maxDomainLength = 64 - `*.${privateLabel}.`.length;

/** Who calls whom must be possible, and leave a first release a way. */
export function callProblems(draft: Draft): Problem[] {
  return [...unknown(draft), ...taken(draft), ...cycles(draft), ...names(draft)];
}

/**
 * Also of a service that was removed while others still call it. What an environment on another one's
 * foundation calls may be there: the program knows (config/calls.ts).
 */
function unknown(draft: Draft): Problem[] {
  const known = services(draft).map(([name]) => name);
  return services(draft).flatMap(([name, { calls }]) =>
    calls.flatMap((callee, index) => {
      const key = `services.${name}.calls.${index}`;
      if (!known.includes(callee) && draft.foundation === undefined) {
        return [{ key, text: `names ${callee}, which is no service here; ${hint(callee, known)}` }];
      }
      if (draft.services?.[callee]?.kind === "worker") {
        return [{ key, text: `names ${callee}, which is a worker: nothing leads to it` }];
      }
      return calls.indexOf(callee) < index ? [{ key, text: `names ${callee} again` }] : [];
    }),
  );
}

function hint(callee: string, known: readonly string[]): string {
  const nearest = closest(callee, known);
  return distance(callee, nearest) <= Math.max(2, callee.length / 3)
    ? `did you mean ${nearest}?`
    : `there are ${list(known)}. If it was removed, remove the call too`;
}

/** The variable that says where the callee is must be free. */
function taken(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { calls, environment, secrets }]) =>
    [...new Set(calls)].flatMap((callee): Problem[] => {
      const variable = callVariable(callee);
      const where = variable in environment ? "environment" : "secrets";
      if (!(variable in environment) && !(variable in secrets)) return [];
      const key = `services.${name}.${where}.${variable}`;
      return [{ key, text: `is set by the program, because ${name} calls ${callee}` }];
    }),
  );
}

/**
 * In a cycle none could be tested before another one serves. A service that calls itself is none: its
 * candidate is reached by the test name, and calls what serves.
 */
function cycles(draft: Draft): Problem[] {
  const calls = new Map(services(draft).map(([name, service]) => [name, service.calls]));
  const found = new Map<string, Problem>();
  for (const start of calls.keys()) {
    const cycle = cycleFrom(start, calls);
    if (!cycle) continue;
    const members = [...cycle].sort().join(" ");
    if (found.has(members)) continue;
    const text =
      `make a cycle: ${[...cycle, start].join(" → ")}. None of them could be tested before another ` +
      "one serves; let one of them be called back by other means, such as a queue";
    const reads = cycle.map((name) => `services.${name}.calls`);
    found.set(members, { key: `services.${start}.calls`, text, reads });
  }
  return [...found.values()];
}

/** The shortest way back to `start` through at least one other service. */
function cycleFrom(start: string, calls: Map<string, readonly string[]>): string[] | undefined {
  const seen = new Set([start]);
  let ways = [[start]];
  while (ways.length > 0) {
    const longer: string[][] = [];
    for (const way of ways) {
      for (const next of calls.get(way.at(-1)!) ?? []) {
        if (next === start && way.length > 1) return way;
        if (seen.has(next)) continue;
        seen.add(next);
        longer.push([...way, next]);
      }
    }
    ways = longer;
  }
  return undefined;
}

function names(draft: Draft): Problem[] {
  const { domain = "" } = draft;
  if (services(draft).every(([, { calls }]) => calls.length === 0)) return [];
  const problems: Problem[] = apis(draft)
    .filter(([name, { host = name }]) => host === privateLabel)
    .map(([name]) => ({
      key: `services.${name}.host`,
      text: `is ${privateLabel}, the zone of private names, which calls need`,
    }));
  if (domain.length > maxDomainLength) {
    const text =
      `has ${domain.length} characters; the certificate for \`*.${privateLabel}.<domain>\`, which ` +
      `calls need, takes ${maxDomainLength}`;
    problems.push({ key: "domain", text });
  }
  return problems;
}
