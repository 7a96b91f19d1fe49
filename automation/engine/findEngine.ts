import { access, constants, stat } from "node:fs/promises";
import { delimiter, resolve } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { cachedCopy, cacheFolder, clearPartials, commandIn, makeCache, makeInCache } from "./cache";
import { goBuild } from "./goBuild";
import { withCacheLock } from "./lock";
import { officialInstaller } from "./officialInstaller";
import type { Engine, Maker, Search } from "./search";
import { type DeployError, refused } from "../world/errors";
import { neededVersion, pinnedVersion, verify } from "./version";

export interface FindEngineOptions extends Partial<Omit<Search, "cacheFolder">> {
  /** Null: there is no place for one. By default the user's own. */
  cacheFolder?: string | null;
  /** Called with one line for people. */
  progress: (line: string) => void;
  /** Called with one line about where a Pulumi CLI was looked for and found; `progress` by default. */
  looking?: (line: string) => void;
  /** Ways to install a Pulumi CLI if none is found, in order. */
  makers?: readonly Maker[];
}

/** Where a usable CLI is. */
export interface LocatedEngine extends Engine {
  /** What to run. */
  command: string;
}

/** As `locateEngine`, loaded for the Automation API. */
export async function findEngine(options: FindEngineOptions): Promise<PulumiCommand> {
  return load(await locateEngine(options));
}

/**
 * A usable Pulumi CLI: from PATH, from the cache, or newly installed into the cache. Throws DeployError
 * `refused` with every way that was tried and why it failed, or the signal's reason once that is aborted.
 */
export async function locateEngine(options: FindEngineOptions): Promise<LocatedEngine> {
  const { makers = [officialInstaller(), goBuild] } = options;
  const { search, placed } = withDefaults(options);
  const looking = { ...search, progress: options.looking ?? options.progress };
  const failed: Attempt[] = [];
  const engine =
    (await attempt(looking, failed, "PATH", () => onPath(search))) ??
    (await attempt(looking, failed, "cached copy", () => cachedCopy(placed()))) ??
    (await attempt(search, failed, "cache", () => get(placed(), failed, makers)));
  if (engine === undefined) throw noEngine(failed);
  const command = engine.root === null ? await onPathAt(search.env) : commandIn(engine.root);
  // Always printed: anybody who can write to a folder on PATH decides what runs.
  const told = engine.root === null ? search : looking;
  told.progress(`using Pulumi ${engine.version} at ${command}`);
  return { ...engine, command };
}

/** `placed` throws if there is no place for a cache. */
function withDefaults(given: FindEngineOptions): { search: Search; placed: () => Search } {
  const env = given.env ?? process.env;
  const folder = given.cacheFolder === undefined ? cacheFolder(env) : given.cacheFolder;
  const search = {
    progress: given.progress,
    signal: given.signal ?? new AbortController().signal,
    env,
    projectRoot: given.projectRoot ?? resolve(__dirname, "../.."),
    cacheFolder: folder ?? "",
    heartbeatMs: given.heartbeatMs ?? 10_000,
    lockStaleMs: given.lockStaleMs ?? 20_000,
  };
  const placed = () => {
    if (folder !== null) return search;
    throw new Error("there is no place for it: this user has no home folder, and HOME is not set");
  };
  return { search, placed };
}

/** Installs a Pulumi CLI into the cache; another process may just have done so. */
async function get(
  search: Search,
  failed: Attempt[],
  makers: readonly Maker[],
): Promise<Engine | undefined> {
  await makeCache(search);
  return withCacheLock(search, async (held) => {
    await clearPartials(held.cacheFolder);
    const made = await cachedCopy(held).catch(() => undefined);
    if (made !== undefined) return made;
    held.progress(
      `no usable Pulumi CLI on PATH or in ${held.cacheFolder}; installing ${pinnedVersion} there`,
    );
    for (const maker of makers) {
      held.progress(maker.announcement);
      const engine = await attempt(held, failed, maker.name, () => makeInCache(held, maker));
      if (engine !== undefined) return engine;
    }
    return undefined;
  });
}

/** Records a failure and continues, unless the search has been aborted. */
async function attempt<T>(
  search: Search,
  failed: Attempt[],
  name: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    search.signal.throwIfAborted();
    return await work();
  } catch (error) {
    search.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    search.progress(`no Pulumi CLI from ${name}: ${reason}`);
    failed.push({ name, reason });
    return undefined;
  }
}

async function load({ root }: Engine): Promise<PulumiCommand> {
  // Loaded last, since it takes a second and the search may fail or wait.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  return PulumiCommand.get(root === null ? {} : { root });
}

/** One way that was tried and why it failed. */
interface Attempt {
  name: string;
  reason: string;
}

function noEngine(attempts: readonly Attempt[]): DeployError {
  const cli = "install the Pulumi CLI (https://www.pulumi.com/docs/install/)";
  return refused(
    `no usable Pulumi CLI was found (needed: ${neededVersion}), and none could be installed`,
    attempts.some(({ name }) => name === "cache")
      ? "set `XDG_CACHE_HOME` to a folder that exists and that this user can write to, and run the " +
          `command again; or ${cli}`
      : `${cli}, or Go so that it can be built (https://go.dev/dl/), then run \`npm run engine\``,
    attempts.map(({ name, reason }) => `${name}: ${reason}`),
  );
}

/** Where `pulumi` on PATH is; as it is called, if the file can't be found. */
async function onPathAt({ PATH = "" }: NodeJS.ProcessEnv): Promise<string> {
  for (const folder of PATH.split(delimiter)) {
    const file = resolve(folder, "pulumi");
    if (await isExecutable(file)) return file;
  }
  return "pulumi";
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function onPath(search: Search): Promise<Engine> {
  return { root: null, version: await verify(search, "pulumi") };
}
