import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { runCommand } from "./runCommand";

/** An emulator of the AWS API (Apache-2.0), pinned because what it models differs between versions. */
const version = "5.2.5";

/** How long to wait for another process's installation, in seconds. */
const lockRetries = 600;

/**
 * Path of the emulator's server, in a virtual environment outside the checkout; installed from PyPI if
 * it is missing (takes a minute, 320 MB). Needs Python 3.10 or later with `venv`.
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

/** Removes what an interrupted installation left behind. */
async function install(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await runStep("python3", ["-m", "venv", directory]);
  const pip = ["-m", "pip", "install", "--quiet", `moto[server]==${version}`];
  await runStep(join(directory, "bin", "python"), pip);
}

async function runStep(command: string, args: string[]): Promise<void> {
  const exitCode = await runCommand(command, args);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} exited with ${exitCode}`);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
