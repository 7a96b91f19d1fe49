import { callVariable } from "../calls";
import { isPrivate } from "../isPrivate";
import { fullName, isWithin, privateLabel } from "../names";
import { nearest } from "../nearest";
import { list, type Problem } from "../problem";
import { apis, type Draft, services } from "./draft";

/** ACM allows 64 characters in a certificate's name, here `*.internal.<domain>`. */
const maxDomainLength = 64 - `*.${privateLabel}.`.length;

/** Every call must lead to a service, and a first release must have an order that works. */
export function callProblems(draft: Draft): Problem[] {
  return [...unknown(draft), ...taken(draft), ...cycles(draft), ...names(draft)];
}

/**
 * Also catches a service that was removed while others still call it. In an environment built on another
 * one the callee may be over there, which only the program can check (config/calls.ts).
 */
function unknown(draft: Draft): Problem[] {
  const known = services(draft).map(([name]) => name);
  return services(draft).flatMap(([name, { calls }]) =>
    calls.flatMap((callee, index) => {
      const key = `services.${name}.calls.${index}`;
      if (callee === "") return [{ key, text: "must name a service, found an empty text" }];
      if (!known.includes(callee) && draft.foundation === undefined) {
        return [
          {
            key,
            text:
              `names ${callee}, which is not a service of this environment; ` +
              `${hint(callee, known)}`,
          },
        ];
      }
      if (draft.services?.[callee]?.kind === "worker") {
        return [{ key, text: `names ${callee}, which is a worker, and workers serve no requests` }];
      }
      return calls.indexOf(callee) < index ? [{ key, text: `names ${callee} twice` }] : [];
    }),
  );
}

function hint(callee: string, known: readonly string[]): string {
  const meant = nearest(callee, known);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return `known services: ${list(known)}. If it was removed, remove the call too`;
}

/** The variable that holds the callee's URL must not be set by anything else. */
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
 * In a cycle, no service could be tested before another one serves. A service that calls itself is not a
 * cycle: its candidate is reached by the test name and calls the version that serves.
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
      `form a cycle: ${[...cycle, start].join(" → ")}. None of these services could be ` +
      "tested before another one serves; replace one of the calls, for example with a " +
      "queue";
    const reads = cycle.map((name) => `services.${name}.calls`);
    found.set(members, { key: `services.${start}.calls`, text, reads });
  }
  return [...found.values()];
}

/** The shortest path back to `start` through at least one other service. */
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
  const callers = services(draft).filter(([, { calls }]) => calls.length > 0);
  const inside = services(draft).filter(([, service]) => isPrivate(service));
  if (callers.length + inside.length === 0) return [];
  const needs = callers.length > 0 ? "calls need" : "private services need";
  const privateZone = `${privateLabel}.${domain}`;
  const outside = apis(draft).filter(([, service]) => !isPrivate(service));
  const problems = outside.flatMap(([name, { host = name, hosts }]) =>
    (hosts ?? [host]).flatMap((one, index): Problem[] => {
      if (!isWithin(fullName(one, domain), privateZone)) return [];
      const key = `services.${name}.${hosts ? `hosts.${index}` : "host"}`;
      const text = `is ${one}, which is reserved for the private zone that ${needs}`;
      return [{ key, text }];
    }),
  );
  if (domain.length > maxDomainLength) {
    const text =
      `has ${domain.length} characters; the certificate for ` +
      `\`*.${privateLabel}.<domain>\`, which ${needs}, allows ${maxDomainLength}`;
    problems.push({ key: "domain", text });
  }
  return problems;
}
