import { type Color, colors, type ReleaseState, serviceState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { environmentOf, requireDeployed, serviceInventory } from "../world/environment";
import { exitCodes, Stopped } from "../world/errors";
import type { LogLine, LogRange, Logs } from "../world/logs";
import type { Clock, Stack } from "../world/ports";
import { logsGoTo } from "../world/routedLogs";
import { printable, printableJson } from "../world/printable";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";
import { hidesKnown, quotedLogs } from "./taskLines";

export interface LogsOptions extends StackOptions {
  service: string;
  color?: Color;
  /** Seconds. */
  since: number;
  follow?: true;
}

export interface LogsParts {
  stack: Pick<Stack, "name" | "settings" | "read">;
  logs: Logs;
  clock: Pick<Clock, "nowMs" | "sleep">;
  /** Prints a line on stdout, now. */
  print: (line: string) => void;
}

const mostLines = 10_000;
const pollMs = 2000;
/** CloudWatch Logs shows lines up to so late, and those of two tasks in any order. */
const lateMs = 15_000;

/** `bluegreen logs`: the logs of a service's tasks, both colors in one stream. */
export async function logs(
  { stack, logs: source, clock, print }: LogsParts,
  options: Pick<LogsOptions, "service" | "color" | "since" | "follow" | "json">,
): Promise<CommandResult> {
  const { service, color, since, follow, json } = options;
  const deployed = await stack.read();
  const { inventory, release } = environmentOf(stack.name, deployed);
  requireDeployed(stack, inventory, [service]);
  const known = serviceInventory(inventory, service);
  const quoted = quotedLogs(source, hidesKnown(stack, deployed));
  const range: LogRange = { fromMs: clock.nowMs() - since * 1000, ...(color && { color }) };
  const read = (from: number) => quoted.read(inventory, known, { ...range, fromMs: from });
  const elsewhere = elsewhereOf(release, options);
  if (follow) {
    if (elsewhere !== null && !json) print(elsewhere);
    const tell = (line: LogLine) => print(json ? printableJson(line) : describe(line));
    await followed(read, range.fromMs, clock, tell);
    return { json: {}, text: "", exitCode: exitCodes.done, printed: true };
  }
  const lines = new Unseen();
  let hasMore = true;
  for (let from = range.fromMs; hasMore && lines.all.length < mostLines;) {
    const found = await read(from);
    const added = lines.add(found.lines);
    hasMore = found.hasMore && added.length > 0;
    from = lines.all.at(-1)?.ms ?? from;
  }
  const left = [
    ...(hasMore
      ? [`(only the oldest ${lines.all.length} lines are shown; use a shorter --since)`]
      : []),
    ...(elsewhere === null ? [] : [elsewhere]),
  ];
  return {
    json: { ok: true, stack: stack.name, service, lines: lines.all, hasMore, elsewhere },
    text:
      lines.all.length > 0
        ? [...lines.all.map(describe), ...left].join("\n")
        : [
            `${service} wrote nothing in that time; to look further back: ${earlier(stack.name, service)}`,
            ...left,
          ].join("\n"),
    exitCode: exitCodes.done,
  };
}

/** Why lines may be missing here; null: none are. */
function elsewhereOf(
  release: ReleaseState,
  { service, color }: Pick<LogsOptions, "service" | "color">,
): string | null {
  const { fleets } = serviceState(release, service);
  const running = colors.filter((one) => (color ?? one) === one && fleets[one].size > 0);
  const places = [...new Set(running.map((one) => logsGoTo(fleets[one].settings)))];
  const place = places.find((one) => one !== null);
  return place === undefined
    ? null
    : `${service} sends what it writes to ${place}: look there for lines that are missing here`;
}

const earlier = (stack: string, service: string) =>
  bluegreen("logs", stack, `--service ${service}`, "--since 1d");

/** Until the clock is stopped. */
async function followed(
  read: (fromMs: number) => ReturnType<Logs["read"]>,
  fromMs: number,
  clock: LogsParts["clock"],
  tell: (line: LogLine) => void,
): Promise<void> {
  const seen = new Unseen();
  try {
    for (let from = fromMs; ;) {
      const { lines, hasMore } = await read(from);
      const added = seen.add(lines);
      added.forEach(tell);
      const last = seen.lastMs ?? from;
      from = hasMore && added.length > 0 ? last : Math.max(from, last - lateMs);
      seen.forget(from);
      if (!hasMore || added.length === 0) await clock.sleep(pollMs);
    }
  } catch (error) {
    // Whoever follows a log ends it with Ctrl-C.
    if (!(error instanceof Stopped)) throw error;
  }
}

/** Lines in the order in which they were found, each once. */
export class Unseen {
  readonly all: LogLine[] = [];
  lastMs: number | undefined;
  private readonly seen = new Map<string, number>();

  add(lines: readonly LogLine[]): LogLine[] {
    const added = lines.filter(({ id }) => !this.seen.has(id));
    for (const line of added) {
      this.seen.set(line.id, line.ms);
      this.all.push(line);
      this.lastMs = Math.max(this.lastMs ?? line.ms, line.ms);
    }
    return added;
  }

  /** Of a stream without an end: what was written before is not asked for again. */
  forget(beforeMs: number): void {
    this.all.length = 0;
    for (const [id, ms] of this.seen) if (ms < beforeMs) this.seen.delete(id);
  }
}

/** Time in UTC, color, the beginning of the task's id, and what it wrote, on one line. */
export function describe({ ms, color, taskId, text }: LogLine): string {
  const when = new Date(ms).toISOString().slice(0, 23).replace("T", " ");
  const line = printable(text).replaceAll("\n", " ");
  return `${when}  ${color.padEnd(5)}  ${taskId.slice(0, 8)}  ${line}`;
}
