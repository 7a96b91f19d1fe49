import { readdir, readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Project } from "../settingsFile";
import { type EngineLock, type EngineLocks, holderOf } from "../../../locks/engineLock";

/** A lock file as Pulumi writes it (pkg/backend/diy/lock.go). */
const fileSchema = z
  .object({ pid: z.number(), username: z.string(), hostname: z.string(), timestamp: z.string() })
  .transform(({ pid, username, hostname, timestamp }): EngineLock => {
    return { user: username, host: hostname, pid, since: timestamp };
  });

/**
 * The locks of a `file://` backend, one file each. Removes only the locks that were examined, whereas
 * `pulumi cancel` removes whatever exists by then.
 */
export function fileLocks(url: string, { cwd, name }: Project, stack: string): EngineLocks {
  const folder = join(folderOf(url, cwd), ".pulumi", "locks", "organization", name, stack);
  const find = async () => (await readAll(folder)).map(({ lock }) => lock);
  return {
    peek: find,
    find,
    free: async (locks) => {
      const dead = new Set(locks.map(keyOf));
      for (const { path, lock } of await readAll(folder)) {
        if (dead.has(keyOf(lock))) await rm(path, { force: true });
      }
    },
  };
}

function keyOf(lock: EngineLock): string {
  return `${holderOf(lock)} ${lock.since}`;
}

async function readAll(folder: string): Promise<{ path: string; lock: EngineLock }[]> {
  const found = [];
  for (const name of await list(folder)) {
    if (!name.endsWith(".json")) continue;
    const path = join(folder, name);
    const text = await readOrNull(path);
    // Its holder has released it meanwhile.
    if (text !== null) found.push({ path, lock: fileSchema.parse(JSON.parse(text)) });
  }
  return found;
}

/** Folder of `file:///var/state`, `file://~/state` or `file://./state`, which is relative to `cwd`. */
function folderOf(url: string, cwd: string): string {
  const path = url.slice("file://".length).replace(/\?.*$/, "");
  if (path.startsWith("~")) return join(homedir(), path.slice(1));
  return path.startsWith("/") ? fileURLToPath(`file://${path}`) : resolve(cwd, path);
}

function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(orWhenMissing<string[]>([]));
}

function readOrNull(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(orWhenMissing<string | null>(null));
}

function orWhenMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return instead;
    throw error;
  };
}
