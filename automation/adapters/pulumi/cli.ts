import { gcPercent } from "../../engine/goMemory";
import { thisMachine } from "../machine";
import { translateFailure } from "./failures";
import { type DeployError, refused } from "../../world/errors";
import type { EngineOptions } from "./options";

/** What a call of the Pulumi CLI needs to know. */
export type CliOptions = Pick<EngineOptions, "engine" | "project" | "name">;

/** Asks the Pulumi CLI about the stack; returns its JSON. Takes no lock and loads no SDK. */
export async function askCli(options: CliOptions, args: string[]): Promise<unknown> {
  return askCliPlain(options, [...args, "--stack", options.name]);
}

/** Asks the Pulumi CLI something that is not about one stack. */
export async function askCliPlain(options: CliOptions, args: string[]): Promise<unknown> {
  return JSON.parse(await runCli(options, args)) as unknown;
}

/** Runs a short command of the Pulumi CLI and returns what it printed. `input` goes to its stdin. */
export async function runCli(
  { engine, project, name }: CliOptions,
  args: string[],
  input?: string,
): Promise<string> {
  const { execa } = await import("execa");
  try {
    const { stdout } = await execa(engine.command, [...args, "--non-interactive"], {
      cwd: project.cwd,
      // A short command ends before there is much garbage to collect. Not set for an `up`, whose
      // plugins would inherit it.
      env: { GOGC: process.env["GOGC"] ?? gcPercent },
      ...(input === undefined ? {} : { input }),
    });
    return stdout;
  } catch (error) {
    const { signal } = error as { signal?: NodeJS.Signals };
    if (signal === "SIGKILL") throw killed(args);
    const nothing = {
      kind: "question" as const,
      programError: null,
      failures: [],
      cancelled: false,
    };
    throw translateFailure({ stack: name, error, machine: thisMachine, ...nothing });
  }
}

/** A Ctrl-C in a terminal ends it as well, which is no failure of its own (cli/stopped.ts). */
function killed(args: readonly string[]): DeployError {
  const asked = args.slice(0, 2).join(" ");
  return refused(
    `\`pulumi ${asked}\` was killed (SIGKILL), possibly out of memory`,
    "free some memory and run the command again",
  );
}
