import { createInterface } from "node:readline";
import type { Result } from "execa";
import type { Search } from "./search";

export interface Run {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs: number;
  /** Called with each line of stderr as it comes. */
  onErrorLine?: (line: string) => void;
}

// Between asking a process to end and killing it: `go` lets running compilers finish first.
const graceMs = 10_000;
const reasonLines = 8;

/** Runs a process to its end and returns its stdout; throws with the reason if it fails. */
export async function run(
  search: Search,
  command: string,
  args: string[],
  how: Run,
): Promise<string> {
  // Imported dynamically, since one of its parts can't be required.
  const { execa } = await import("execa");
  const child = execa(command, args, {
    cwd: how.cwd,
    env: { ...search.env, ...how.env },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: how.timeoutMs,
    cancelSignal: search.signal,
    killSignal: "SIGINT",
    forceKillAfterDelay: graceMs,
  });
  if (how.onErrorLine) createInterface({ input: child.stderr }).on("line", how.onErrorLine);
  const result = await child;
  if (!result.failed) return result.stdout;
  search.signal.throwIfAborted();
  throw new Error(reasonOf(result, command, how));
}

function reasonOf(result: Result<{ reject: false }>, command: string, how: Run): string {
  if (result.code === "ENOENT") return `\`${command}\` is not installed`;
  if (result.timedOut) return `\`${command}\` timed out after ${how.timeoutMs / 1000} s`;
  const ending =
    result.exitCode === undefined ? result.originalMessage : `exit code ${result.exitCode}`;
  const output = `${result.stderr}\n${result.stdout}`.trim().split("\n").slice(-reasonLines);
  return [`\`${command}\` failed (${ending})`, ...output].join("\n").trim();
}
