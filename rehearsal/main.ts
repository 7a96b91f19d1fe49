/** `npm run rehearse`: one release, end to end, with the real Pulumi CLI against a local cloud. */
import { CommanderError } from "commander";
import { exitCodes, parseOptions } from "./run/options";
import { runRehearsal } from "./run/runRehearsal";

async function main(argv: string[]): Promise<number> {
  try {
    return await runRehearsal(parseOptions(argv));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.refused;
  }
}

// `| head` has closed the pipe: nobody reads the rest.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

// An interrupted rehearsal exits at once, whatever it is still waiting for.
void main(process.argv.slice(2)).then((exitCode) => process.exit(exitCode));
