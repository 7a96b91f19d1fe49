import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { runCommand } from "./runCommand";

/** An emulator of the AWS API (Apache-2.0), pinned: what it models differs between versions. */
const version = "5.2.5";

/** Longest that another process's installation is waited for, in seconds. */
const lockRetries = 600;

/**
 * Path of the emulator's server, in a virtual environment of its own outside the checkout, installed
 * from PyPI when it is not there yet (a minute, 320 MB). Needs Python 3.10 or later with `venv`.
 */
export async function installMoto(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const directory = join(cache, "bluegreen", "moto", version);
  const complete = join(directory, "complete");
  const server = join(directory, "bin", "moto_server");
  if (await exists(complete)) return server;
  await mkdir(directory, { recursive: true });
  const release = await lock(directory, {
    lockfilePath: `${directory}.lock`,
    retries: { retries: lockRetries, factor: 1, minTimeout: 1000 },
  });
  try {
    if (!(await exists(complete))) {
      process.stderr.write(`installing moto ${version} in ${directory} (about a minute) ...\n`);
      await install(directory);
      await writeFile(complete, "");
    }
  } finally {
    await release();
  }
  return server;
}

/** What an interrupted installation left behind is removed first. */
async function install(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await runStep("python3", ["-m", "venv", directory]);
  const pip = ["-m", "pip", "install", "--quiet", `moto[server]==${version}`];
  await runStep(join(directory, "bin", "python"), pip);
}

async function runStep(command: string, args: string[]): Promise<void> {
  const exitCode = await runCommand(command, args);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${exitCode}`);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
