import { translateFailure } from "./failures";
import type { PulumiStackOptions } from "./stack";

/** A question to the CLI about the stack, answered in JSON. Takes no lock and loads no SDK. */
export async function askCli(
  { engine, project, name }: PulumiStackOptions,
  args: string[],
): Promise<unknown> {
  const { execa } = await import("execa");
  try {
    const { stdout } = await execa(engine.command, [...args, "--stack", name], {
      cwd: project.cwd,
    });
    return JSON.parse(stdout) as unknown;
  } catch (error) {
    const nothing = { programError: null, failures: [], cancelled: false };
    throw translateFailure({ stack: name, error, ...nothing });
  }
}
