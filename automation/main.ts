/** The command line. Loads no engine and no SDK before a command needs it. */
import { CommanderError } from "commander";
import { afterCutShort, stopOnSignals, type Stopping } from "./adapters/signals";
import { environmentCommands } from "./commandLine/environment";
import { type Action, buildProgram, type Register } from "./commandLine/program";
import { privilegeCommands } from "./commandLine/privilege";
import { recoveryCommands } from "./commandLine/recovery";
import { releaseCommands } from "./commandLine/release";
import { verifyCommands } from "./commandLine/verify";
import type { StackOptions } from "./commands/options";
import { DeployError, exitCodes } from "./errors";

const registrations: Register[] = [
  releaseCommands,
  recoveryCommands,
  environmentCommands,
  verifyCommands,
  privilegeCommands,
];

async function perform(options: StackOptions, action: Action): Promise<void> {
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const stopping = stopOnSignals(process, options.stack, tell);
  try {
    const { openSession } = require("./adapters/session") as typeof import("./adapters/session");
    const { text, json, exitCode } = await action(await openSession(options, stopping));
    process.stdout.write(`${options.json ? JSON.stringify(json) : text}\n`);
    process.exitCode = exitCode;
  } catch (error) {
    const { describeFailure } =
      require("./adapters/console/failure") as typeof import("./adapters/console/failure");
    const { text, json, exitCode } = describeFailure(asStopped(options.stack, stopping, error));
    tell(text);
    if (options.json) process.stdout.write(`${JSON.stringify(json)}\n`);
    process.exitCode = exitCode;
  }
}

/** What a person who stopped the deployer is told, instead of what broke because of it. */
function asStopped(stack: string, { soon, now }: Stopping, error: unknown): unknown {
  if (now.aborted) {
    return new DeployError(
      "stoppedMidway",
      "stopped at once: the engine was killed in the middle of its work, and its lock is left",
      afterCutShort(stack),
    );
  }
  if (error !== soon.reason) return error;
  // Between two `up`s a release rests: whoever stops the deployer there leaves nothing half done.
  return new DeployError(
    "stoppedMidway",
    `${(soon.reason as Error).message}; what was done so far is recorded, and production is served`,
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
