import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Project } from "../settingsFile";
import type { EngineLock, EngineLocks } from "../../../locks/engineLock";
import { refused } from "../../../world/errors";
import { readSmallFile } from "../../smallFile";
import { folderOf } from "../fileBackend";

/** A lock file as Pulumi writes it (pkg/backend/diy/lock.go). */
const fileSchema = z
  .object({
    pid: z.number().int().min(1),
    username: z.string(),
    hostname: z.string(),
    timestamp: z.string(),
  })
  .transform(({ pid, username, hostname, timestamp }): EngineLock => {
    return { user: username, host: hostname, pid, since: timestamp };
  });

/**
 * The locks of a `file://` backend, one file each. Removes only the locks that were examined, whereas
 * `pulumi cancel` removes whatever exists by then.
 */
export function fileLocks(url: string, { cwd, name }: Project, stack: string): EngineLocks {
  const folder = join(folderOf(url, cwd), ".pulumi", "locks", "organization", name, stack);
  const find = async () => (await readAll(folder, stack)).map(({ lock }) => lock);
  return {
    peek: find,
    find,
    free: async (locks) => {
      const dead = new Set(locks.map(keyOf));
      for (const { path, lock } of await readAll(folder, stack)) {
        if (dead.has(keyOf(lock))) await rm(path, { force: true });
      }
    },
  };
}

function keyOf({ user, host, pid, since }: EngineLock): string {
  return JSON.stringify([user, host, pid, since]);
}

async function readAll(
  folder: string,
  stack: string,
): Promise<{ path: string; lock: EngineLock }[]> {
  const found = [];
  for (const name of await list(folder)) {
    if (!name.endsWith(".json")) continue;
    const path = join(folder, name);
    const text = await readSmallFile(path);
    // Its holder has released it in the meantime.
    if (text === undefined) continue;
    const lock = fileSchema.safeParse(parseJson(text)).data;
    if (lock === undefined) throw broken(path, stack);
    found.push({ path, lock });
  }
  return found;
}

function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(orWhenMissing<string[]>([]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** For example a lock file truncated by a full disk. The stack is locked nevertheless. */
function broken(path: string, stack: string) {
  return refused(
    `the lock file ${path} is corrupt, so its holder is unknown`,
    `make sure that no update of the stack is running, then: pulumi cancel --yes --stack ${stack}`,
  );
}

function orWhenMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return instead;
    throw error;
  };
}
