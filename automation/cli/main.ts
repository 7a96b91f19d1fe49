/** The command line. Loads no engine and no SDK before a command needs it. */
import { CommanderError } from "commander";
import { onAws } from "../adapters/aws/world";
import { stopOnSignals, type Stopping } from "./signals";
import { environmentCommands } from "./registrations/environment";
import { privilegeCommands } from "./registrations/privilege";
import {
  buildProgram,
  type Perform,
  type PerformInProject,
  type Register,
} from "./registrations/program";
import { environmentsCommands } from "./registrations/environments";
import { previewCommands } from "./registrations/preview";
import { recoveryCommands } from "./registrations/recovery";
import { releaseCommands } from "./registrations/release";
import { serviceCommands } from "./registrations/service";
import { verifyCommands } from "./registrations/verify";
import type { ProjectOptions } from "../commands/options";
import type { CommandResult } from "../commands/result";
import type { Surroundings } from "../world/connected";
import { exitCodes } from "../world/errors";
import { toldFailure } from "./stopped";

const registrations: Register[] = [
  releaseCommands,
  recoveryCommands,
  environmentCommands,
  verifyCommands,
  privilegeCommands,
  serviceCommands,
  environmentsCommands,
  previewCommands,
];

type Sessions = typeof import("./session");

function performing(surroundings: Surroundings): {
  perform: Perform;
  performInProject: PerformInProject;
} {
  return {
    perform: (options, action) =>
      conclude(options, options.stack, async ({ openSession }, stopping) =>
        action(await openSession(options, stopping, surroundings)),
      ),
    performInProject: (options, stack, action) =>
      conclude(options, stack, async ({ openProject }, stopping) =>
        action(await openProject(options, stopping, surroundings)),
      ),
  };
}

/** Prints what a command gives back or why it failed, and sets the exit code. */
async function conclude(
  { json: asJson, comment }: ProjectOptions,
  stack: string,
  command: (sessions: Sessions, stopping: Stopping) => Promise<CommandResult>,
): Promise<void> {
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const stopping = stopOnSignals(process, stack, tell);
  try {
    const sessions = require("./session") as Sessions;
    const { text, json, exitCode } = await command(sessions, stopping);
    process.stdout.write(`${asJson ? JSON.stringify(json) : text}\n`);
    process.exitCode = exitCode;
  } catch (error) {
    const { describeFailure, failureInMarkdown } =
      require("./console/failure") as typeof import("./console/failure");
    const failure = describeFailure(toldFailure(stack, stopping, error));
    const { text, json, exitCode } = failure;
    tell(text);
    if (comment && !asJson) process.stdout.write(`${failureInMarkdown(comment, stack, failure)}\n`);
    if (asJson) process.stdout.write(`${JSON.stringify(json)}\n`);
    process.exitCode = exitCode;
  }
}

/**
 * Runs the command line, against AWS unless told otherwise; the one place that decides the exit code.
 */
export async function main(argv: string[], surroundings = onAws): Promise<void> {
  // Whoever read this may be gone, such as a CI runner. Without a listener, the failed write is an uncaught
  // exception; the Pulumi SDK catches it and writes about it, which fails again, for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  try {
    await buildProgram(performing(surroundings), registrations).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
  }
}
