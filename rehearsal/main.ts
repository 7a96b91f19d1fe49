/** `npm run rehearse`: one release, end to end, on the real engine against a local cloud. */
import { CommanderError } from "commander";
import { exitCodes, parseOptions } from "./run/options";
import { runRehearsal } from "./run/runRehearsal";

async function main(argv: string[]): Promise<void> {
  try {
    process.exitCode = await runRehearsal(parseOptions(argv));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.refused;
  }
}

void main(process.argv.slice(2));
