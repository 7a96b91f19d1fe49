import { readlinkSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning } from "./machine";

/** Containers may share a folder of temporary files, and then know nothing of each other's processes. */
const here = [hostname(), ...processes()].join("-").replace(/[^\w-]/g, "_");

/** Linux's namespace of process ids: containers may even share a hostname. */
function processes(): string[] {
  try {
    return [readlinkSync("/proc/self/ns/pid")];
  } catch {
    return [];
  }
}

/**
 * A private folder under the system's temporary files, named after this process: the next one to start can see whether
 * it is still in use.
 */
export function makeTempFolder(): Promise<string> {
  return mkdtemp(tempFolderPrefix());
}

export function tempFolderPrefix(pid = process.pid): string {
  return join(tmpdir(), `bluegreen-${here}-${pid}-`);
}

/** Prefix of a folder that outlives its process and is never swept. */
export function keptFolderPrefix(): string {
  return join(tmpdir(), "bluegreen-kept-");
}

/** Removes the folders of this user's processes on this host that were killed before they could do so. */
export async function sweepTempFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  await Promise.all(names.map(sweep));
}

async function sweep(name: string): Promise<void> {
  const [, host, pid] = /^bluegreen-(.+)-(\d+)-\w{6}$/.exec(name) ?? [];
  if (host !== here || isRunning(Number(pid))) return;
  const path = join(tmpdir(), name);
  // Another process may be sweeping, and other users' folders are left alone.
  const found = await lstat(path).catch(() => null);
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return;
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}
