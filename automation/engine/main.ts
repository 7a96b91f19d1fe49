/** `npm run engine`: finds or installs the Pulumi CLI and prints its path and version. */
import { constants } from "node:os";
import { DeployError, exitCodes } from "../world/errors";
import { printable } from "../world/printable";
import { findEngine } from "./findEngine";

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  // Not `once`: a library's handler ends the process as soon as it is the only listener.
  process.on(name, () => {
    process.exitCode = 128 + constants.signals[name];
    stop.abort(new Error(`stopped by ${name}`));
  });
}

function say(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

async function main(): Promise<void> {
  try {
    const { command, version } = await findEngine({ progress: say, signal: stop.signal });
    process.stdout.write(`${command} ${String(version)}\n`);
  } catch (error) {
    if (stop.signal.aborted) return say((stop.signal.reason as Error).message);
    if (!(error instanceof DeployError)) throw error;
    say([error.found, ...error.reasons.map((reason) => `  ${reason}`), error.next].join("\n"));
    process.exitCode = exitCodes[error.kind];
  }
}

void main();
