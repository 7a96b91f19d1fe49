/** The command line. Loads no engine and no SDK before a command needs it. */
import { CommanderError } from "commander";
import { environmentCommands } from "./commandLine/environment";
import { type Action, buildProgram, type Register } from "./commandLine/program";
import { privilegeCommands } from "./commandLine/privilege";
import { recoveryCommands } from "./commandLine/recovery";
import { releaseCommands } from "./commandLine/release";
import type { StackOptions } from "./commands/options";
import { DeployError, exitCodes } from "./errors";

const registrations: Register[] = [
  releaseCommands,
  recoveryCommands,
  environmentCommands,
  privilegeCommands,
];

async function perform(options: StackOptions, action: Action): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  }
  try {
    const { openSession } = require("./adapters/session") as typeof import("./adapters/session");
    const { text, json, exitCode } = await action(await openSession(options, stop.signal));
    process.stdout.write(`${options.json ? JSON.stringify(json) : text}\n`);
    process.exitCode = exitCode;
  } catch (error) {
    const { describeFailure } =
      require("./adapters/console/failure") as typeof import("./adapters/console/failure");
    const { text, json, exitCode } = describeFailure(
      error === stop.signal.reason ? stopped(options.stack, stop.signal) : error,
    );
    process.stderr.write(`${text}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify(json)}\n`);
    process.exitCode = exitCode;
  }
}

/** Between two `up`s a release rests: whoever stops the deployer there leaves nothing half done. */
function stopped(stack: string, { reason }: AbortSignal): DeployError {
  return new DeployError(
    "stoppedMidway",
    `${(reason as Error).message}; what was done so far is recorded, and production is served`,
    `bluegreen status --stack ${stack}`,
  );
}

/** Runs the command line; the one place that decides the exit code. */
export async function main(argv: string[]): Promise<void> {
  try {
    await buildProgram(perform, registrations).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
  }
}
