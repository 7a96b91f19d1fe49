import { type Command, InvalidArgumentError } from "commander";
import type { TimeAhead } from "../../commands/freeze";
import { shellLine } from "../../course/shellLine";

/** For an option that may be repeated. */
export const collect = (value: string, all: string[]) => [...all, value];

/**
 * For a stack: its name becomes part of file and folder names, and an argument of the Pulumi CLI. The rule is
 * Pulumi's, without an organization.
 */
export function stackNamed(value: string): string {
  if (/^(?!-)[\w.-]{1,100}$/.test(value) && /[^.]/.test(value)) return value;
  throw new InvalidArgumentError(
    "A stack name may contain only letters, digits, `_`, `.` and `-`.",
  );
}

/** For an option that counts. */
export function wholeNumber(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** For a port; 0 is a free one. */
export function portNumber(value: string): number {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535; 0 is a free port.");
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** For an option that is a time, such as `10m`: in seconds. */
export function seconds(value: string): number {
  const [, count = "", unit = ""] = /^([1-9]\d{0,5})([smhd])$/.exec(value) ?? [];
  const found = Number(count) * (secondsIn[unit] ?? 0);
  if (found > 0) return found;
  throw new InvalidArgumentError(
    "It must be a whole number above 0, followed by s, m, h or d, such as 10m.",
  );
}

const zonedTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/;

/** Whether there is such a day: JavaScript reads February 30 as March 2. */
function isDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

/** For an option that is a point in time, or how long from now. */
export function timeAhead(value: string): TimeAhead {
  const atMs = zonedTime.test(value) && isDay(value.slice(0, 10)) ? Date.parse(value) : NaN;
  if (!Number.isNaN(atMs)) return { atMs };
  const [, count = "", unit = ""] = /^([1-9]\d{0,5})([smhd])$/.exec(value) ?? [];
  const inSeconds = Number(count) * (secondsIn[unit] ?? 0);
  if (inSeconds > 0) return { inSeconds };
  throw new InvalidArgumentError(
    "It must be a time with its zone, such as 2026-01-31T18:00:00Z, or how long, such as 2h.",
  );
}

/** The options that say which image of which service (commands/options.ts). */
export function takingImages(command: Command): Command {
  return command
    .option("--service <name>", "service to release; repeat it for several", collect, [])
    .option(
      "--image <reference>",
      "its image: a tag or digest in its repository, or a whole reference; one for each --service",
      collect,
      [],
    )
    .option(
      "--file <path>",
      "release file, in place of --service and --image: `services: {<name>: <image>}`",
    )
    .option(
      "--only-changed",
      "leave out services whose image and settings have not changed",
      false,
    );
}

/** The options of commands that run a release (commands/recorded.ts). */
export function keepingRecord(command: Command): Command {
  return command
    .option("--record <file>", "write what happened in the release to this file, as JSON")
    .option("--report <folder>", "write a page about it into this folder");
}

const mostReason = 200;

/** The option of commands that begin a release, or continue one. */
export function urgently(command: Command): Command {
  return command.option(
    "--urgent <reason>",
    "pass the release windows; the reason is recorded",
    oneLine,
  );
}

/** For an option that is a reason, which is recorded and shown. */
export function oneLine(reason: string): string {
  if (reason.length <= mostReason && !/[\x00-\x1f\x7f]/.test(reason)) return reason.trim();
  throw new InvalidArgumentError(`It must be one line of at most ${mostReason} characters.`);
}

/** This process's command line, so that it can be pasted. */
export function commandLine(argv: readonly string[] = process.argv): string {
  return shellLine(["bluegreen", ...argv.slice(2)]);
}
