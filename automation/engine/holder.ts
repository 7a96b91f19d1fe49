import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Search } from "./search";
import { pinnedVersion } from "./version";

/** Who holds the lock, for those who wait; the lock itself names nobody. */
interface Holder {
  user: string;
  host: string;
  pid: number;
  /** ISO 8601. */
  startedAt: string;
}

export async function writeHolder({ cacheFolder, env }: Search): Promise<void> {
  const holder: Holder = {
    user: env["USER"] ?? env["LOGNAME"] ?? "an unnamed user",
    host: hostname(),
    pid: process.pid,
    startedAt: new Date().toISOString(),
  };
  await writeFile(holderFile(cacheFolder), JSON.stringify(holder));
}

export async function removeHolder({ cacheFolder }: Search): Promise<void> {
  await rm(holderFile(cacheFolder), { force: true });
}

/** The holder for a person; the file can be missing or half written in the moment the lock changes hands. */
export async function describeHolder({ cacheFolder }: Search): Promise<string> {
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
