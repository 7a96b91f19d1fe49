/** The command line. Loads no engine and no SDK before a command needs it. */
import { CommanderError } from "commander";
import { onAws } from "../adapters/aws/world";
import { fromFolder } from "./console/fromFolder";
import { painted, settleColors, wantsColor } from "./console/paint";
import { stopOnSignals, type Stopping } from "./signals";
import { stepSummary } from "./stepSummary";
import { registrations } from "./registrations/all";
import { buildProgram, type Opened, type Performing } from "./registrations/program";
import type { ProjectOptions } from "../commands/options";
import type { CommandResult } from "../commands/result";
import type { Session } from "../commands/session";
import type { Screen } from "../commands/watch";
import type { Surroundings } from "../world/connected";
import { DeployError, exitCodes } from "../world/errors";
import { printable, printableJson } from "../world/printable";
import { toldFailure } from "./stopped";

const lazyDeadLock = () => require("../commands/deadLock") as typeof import("../commands/deadLock");
const lazyAnnounced = () =>
  require("../commands/announced") as typeof import("../commands/announced");
const sessions = () => require("./session") as typeof import("./session");

function performing(surroundings: Surroundings): Performing {
  return {
    perform: (options, action, how) =>
      conclude(
        { ...options, summary: how?.summary },
        options.stack,
        async (stopping, summarize) => {
          const opened = await sessions().openSession(options, stopping, surroundings, how);
          const session = { ...opened, summarize };
          return lazyAnnounced().announced(
            () => [session.announcer],
            () => lazyDeadLock().tellingOfLock(options.stack, session, () => action(session)),
          );
        },
      ),
    watch: (options, action) =>
      conclude(
        options,
        options.stack,
        async (stopping) =>
          action(
            await sessions().openSession(options, stopping, surroundings, { orApplied: true }),
            print,
            screenOn(process.stdout, options),
          ),
        () => undefined,
      ),
    performInProject: (options, stack, action) =>
      conclude(options, stack, async (stopping) => {
        const project = await sessions().openProject(options, stopping, surroundings);
        return lazyAnnounced().announced(project.announcers, () =>
          lazyDeadLock().tellingOfLockIn(project, stack, () => action(project)),
        );
      }),
    performOffline: (options, action) => conclude(options, "<stack>", () => action(print)),
  };
}

/** Prints what a command gives back or why it failed, and sets the exit code. */
async function conclude(
  options: Shown & Pick<Opened, "summary">,
  stack: string,
  command: (
    stopping: Stopping,
    summarize: Session["summarize"],
  ) => CommandResult | Promise<CommandResult>,
  onSignal: (line: string) => void = tell,
): Promise<void> {
  const stopping = stopOnSignals(process, stack, onSignal);
  const step = stepSummary(process.env, tell);
  try {
    const { text, json, exitCode, printed } = await command(stopping, step?.take);
    const shown = () => onTerminal(process.stdout, pasteable(text, options));
    if (!printed) print(options.json ? printableJson(json) : shown());
    process.exitCode = exitCode;
  } catch (error) {
    const told = toldFailure(stack, stopping, error);
    failed(told, stack, options);
    if (options.summary) step?.takeFailure(options.summary, stack, told);
  }
  step?.write();
}

function failed(error: unknown, stack: string, options: Shown): void {
  const { json: asJson, comment } = options;
  const { describeFailure, failureInMarkdown } =
    require("./console/failure") as typeof import("./console/failure");
  const failure = describeFailure(error);
  process.stderr.write(`${onTerminal(process.stderr, pasteable(failure.text, options))}\n`);
  if (comment && !asJson) process.stdout.write(`${failureInMarkdown(comment, stack, failure)}\n`);
  if (asJson) process.stdout.write(`${printableJson(failure.json)}\n`);
  process.exitCode = failure.exitCode;
}

/** How a command's result is shown. */
type Shown = Pick<ProjectOptions, "json" | "comment"> & Partial<Pick<ProjectOptions, "cwd">>;

/** Whoever reads a comment is elsewhere. */
const pasteable = (text: string, { cwd, comment }: Shown) =>
  comment ? text : fromFolder(text, cwd, process.cwd());

/** In color where that is shown: added once nothing of somebody else is left that could do so. */
function onTerminal(stream: NodeJS.WriteStream, text: string): string {
  return painted(printable(text), wantsColor(stream, process.env));
}

/** What the script of `completion` asks at each Tab. */
const isTab = ([, , command, separator]: readonly string[]) =>
  command === "complete" && separator === "--";
const completions = () => require("./completion") as typeof import("./completion");

/** From the top of a terminal; elsewhere below what was printed before. */
function screenOn(stream: NodeJS.WriteStream, options: Shown): Screen {
  let last = "";
  return {
    show: (text) => {
      const shown = onTerminal(stream, pasteable(text, options));
      if (stream.isTTY) stream.write(`\u001b[H\u001b[2J${shown}\n`);
      else if (shown !== last) print(shown);
      last = shown;
    },
    print: (json) => print(printableJson(json)),
  };
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
const tell = (line: string) => process.stderr.write(`${printable(line)}\n`);

/**
 * Runs the command line, against AWS unless told otherwise; the one place that decides the exit code.
 */
export async function main(argv: string[], surroundings = onAws): Promise<void> {
  settleColors(process.env);
  // Its advice to update Node.js is for those who update the SDK, not for those who run a release.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  // Whoever read this may be gone, such as a CI runner. Without a listener, the failed write is an uncaught
  // exception; the Pulumi SDK catches it and writes about it, which fails again, for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const json = argv.includes("--json");
  try {
    const { version } = require("../../package.json") as { version: string };
    const program = buildProgram(performing(surroundings), registrations, version);
    if (isTab(argv))
      print(await completions().completionsOf(program, argv.slice(4), process.cwd()));
    else await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) process.exitCode = exitCodes.done;
    else if (error instanceof DeployError) failed(error, "<stack>", { json });
    else throw error;
  }
}
