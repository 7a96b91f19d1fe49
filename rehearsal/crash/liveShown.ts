import type { LiveEvent } from "../../automation/report/live/page";
import { counted } from "../../config/plural";
import { involvement, productionTargets } from "../../release/routing";
import type { Recorded } from "./recordedStates";
import { type Color, colors, type ReleaseState, runningIn } from "../../release/state";

/** What people read on the live page at a moment of what is recorded. */
export interface Shown {
  /** When the page says that it was read, and when it came. */
  seenMs: number;
  heardMs: number;
  revision: number;
  lines: string[];
}

/** The machine is busy, and Pulumi's file is read ten times a second. */
const slackMs = 1500;

/** Takes the words of the page apart. */
export function shownIn({ parts, seenMs }: LiveEvent, heardMs: number): Shown {
  const revision = Number(/revision (\d+)/.exec(parts.when)?.[1]);
  const phase = /phase <code>(\w+)<\/code>/.exec(parts.holder)?.[1] ?? "none";
  const forwards = rowsIn(parts.forwards).flatMap(([service, blue, green]) => [
    `${service}, blue load balancer: ${blue}`,
    `${service}, green load balancer: ${green}`,
  ]);
  const fleets = rowsIn(parts.fleets).flatMap(([fleet, , role, size]) => [
    `${fleet}: ${size}`,
    ...(role === "serves production" ? [`${fleet} serves`] : []),
  ]);
  return { seenMs, heardMs, revision, lines: [`phase: ${phase}`, ...forwards, ...fleets] };
}

function rowsIn(part: string): string[][] {
  const rows = part.split("<tr").slice(2);
  return rows.map((row) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = ""]) =>
      cell.replace(/<[^>]+>/g, "").trim(),
    ),
  );
}

/** The same words of a state: everything that the page may say of it. */
function linesOf({ services, current }: ReleaseState): string[] {
  const all = Object.entries(services).flatMap(([name, service]) => {
    const { activeColor, fleets } = service;
    const part = involvement(current, name);
    const forwarded = (edge: Color) => {
      const targets = productionTargets(edge, service, part, runningIn(service));
      const shares = targets.map(({ fleet, percent }) => `${percent} % to ${fleet}`);
      return shares.join(", ") || "answers 503";
    };
    return [
      ...colors.map((edge) => `${name}, ${edge} load balancer: ${forwarded(edge)}`),
      ...colors.map((color) => `${name} ${color}: ${counted(fleets[color].size, "task")}`),
      ...(activeColor ? [`${name} ${activeColor} serves`] : []),
    ];
  });
  return [`phase: ${current?.phase ?? "none"}`, ...all];
}

/** What the live page showed that was not recorded when it says that it was. */
export function liveProblems(shown: readonly Shown[], recorded: readonly Recorded[]): string[] {
  if (shown.length === 0) return ["the live page showed nothing"];
  return [...new Set(shown.flatMap((one) => problemsOf(one, recorded)))];
}

function problemsOf(shown: Shown, recorded: readonly Recorded[]): string[] {
  const { revision, seenMs, heardMs, lines } = shown;
  const index = recorded.findIndex(({ state }) => state.revision === revision);
  const found = recorded[index];
  if (!found) return [`the live page showed revision ${revision}, which was never recorded`];
  const untilMs = recorded[index + 1]?.fromMs ?? Infinity;
  if (found.fromMs - slackMs > heardMs || untilMs + slackMs < seenMs) {
    return [`the live page showed revision ${revision} when another one was recorded`];
  }
  const known = linesOf(found.state);
  return lines
    .filter((line) => !known.includes(line))
    .map((line) => `the live page showed "${line}" of revision ${revision}, which is not recorded`);
}
