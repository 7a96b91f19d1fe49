import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { lock as lockFolder } from "proper-lockfile";
import { cachedRoot } from "./cache";
import type { Search } from "./search";
import { userName } from "./user";
import { pinnedVersion } from "./version";

const pollMs = 500;

/**
 * Runs `work` while no other process works on this cache, waiting for one that does. The search passed to
 * `work` is aborted if the lock is lost, as happens to a process that was suspended.
 */
export async function withCacheLock<T>(
  search: Search,
  work: (search: Search) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const release = await acquire(search, () => {
    lost.abort(new Error("another process took over the lock because this one did not renew it"));
  });
  try {
    await writeHolder(search);
    return await work({ ...search, signal: AbortSignal.any([search.signal, lost.signal]) });
  } finally {
    if (!lost.signal.aborted) {
      await removeHolder(search);
      await release();
    }
  }
}

async function acquire(search: Search, onCompromised: () => void): Promise<() => Promise<void>> {
  let saidAtMs = -Infinity;
  for (;;) {
    search.signal.throwIfAborted();
    try {
      const stale = search.lockStaleMs;
      return await lockFolder(cachedRoot(search.cacheFolder), {
        realpath: false,
        stale,
        onCompromised,
      });
    } catch (error) {
      if (!isHeldByAnother(error)) throw error;
    }
    if (performance.now() - saidAtMs >= search.heartbeatMs) {
      saidAtMs = performance.now();
      search.progress(
        `waiting for ${await describeHolder(search)} to install Pulumi ${pinnedVersion}`,
      );
    }
    await sleep(pollMs, undefined, { signal: search.signal });
  }
}

function isHeldByAnother(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === "ELOCKED";
}

/** Who holds the lock, for those who wait; the lock itself does not say. */
interface Holder {
  user: string;
  host: string;
  pid: number;
  /** ISO 8601. */
  startedAt: string;
}

async function writeHolder({ cacheFolder, env }: Search): Promise<void> {
  const holder: Holder = {
    user: env["USER"] ?? userName(env),
    host: hostname(),
    pid: process.pid,
    startedAt: new Date().toISOString(),
  };
  await writeFile(holderFile(cacheFolder), JSON.stringify(holder));
}

async function removeHolder({ cacheFolder }: Search): Promise<void> {
  await rm(holderFile(cacheFolder), { force: true });
}

/** The holder for people; the file may be missing or half written while the lock changes hands. */
async function describeHolder({ cacheFolder }: Search): Promise<string> {
  try {
    const holder = JSON.parse(await readFile(holderFile(cacheFolder), "utf8")) as Holder;
    return `${holder.user} on ${holder.host} (process ${holder.pid}, since ${holder.startedAt})`;
  } catch {
    return "another process";
  }
}

function holderFile(folder: string): string {
  return join(folder, `${pinnedVersion}.holder.json`);
}
