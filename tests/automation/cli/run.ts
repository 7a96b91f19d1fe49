import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

export interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** The command as a person starts it, in a terminal of 80 columns. */
export function bluegreen(
  args: readonly string[],
  cwd = root,
  more: Readonly<Record<string, string>> = {},
): Ran {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...more };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "bin", "bluegreen.js"), ...args],
    { cwd, env, encoding: "utf8" },
  );
  return { exitCode: status, stdout, stderr };
}
