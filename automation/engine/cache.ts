import { isAbsolute, join, sep } from "node:path";
import {
  access,
  constants,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { isFolder, makeFolder } from "./makeFolder";
import type { Engine, Maker, Search } from "./search";
import { homeFolder } from "./user";
import { pinnedVersion, verify } from "./version";

/** The user's cache, outside every checkout: all of them use the same Pulumi CLI. Null: this user has no home. */
export function cacheFolder(env: NodeJS.ProcessEnv): string | null {
  const chosen = env["XDG_CACHE_HOME"];
  // The XDG specification says to ignore a relative path.
  if (chosen && isAbsolute(chosen)) return inCache(chosen);
  const home = homeFolder(env);
  return home && inCache(join(home, ".cache"));
}

function inCache(folder: string): string {
  return join(folder, "bluegreen", "pulumi");
}

/** Creates the cache; throws with the reason if nothing can be installed into it. */
export async function makeCache({ cacheFolder: folder, env }: Search): Promise<void> {
  const home = homeFolder(env);
  // Not created: whoever has no home was given none on purpose, and root could create it anywhere.
  if (home !== null && folder.startsWith(join(home, sep)) && !(await isFolder(home))) {
    throw new Error(`${folder} would be in the home folder ${home}, which does not exist`);
  }
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new Error(`this user can't write to ${folder}: ${(error as Error).message}`);
  }
}

export function cachedRoot(folder: string): string {
  return join(folder, pinnedVersion);
}

/** Where `PulumiCommand.get({ root })` looks for the CLI. */
export function commandIn(root: string): string {
  return join(root, "bin", "pulumi");
}

/**
 * The cached CLI; throws with the reason if it is not usable. A file that has reported its
 * version once is not started again, since each start takes a quarter of a second.
 */
export async function cachedCopy(search: Search): Promise<Engine> {
  const root = cachedRoot(search.cacheFolder);
  const note = join(root, "verified.json");
  const file = await identityOf(commandIn(root));
  const noted = await readFile(note, "utf8").catch(() => null);
  if (file !== null && noted === file) return { root, version: pinnedVersion };
  const version = await verify(search, commandIn(root));
  // Only the exact pinned version is noted; in a read-only cache the CLI is started each time.
  if (file !== null && version === pinnedVersion) {
    await writeFile(note, file).catch(() => undefined);
  }
  return { root, version };
}

/** Changes with the file; null if there is none. */
async function identityOf(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return JSON.stringify({ ino, size, mtimeMs, ctimeMs });
  } catch {
    return null;
  }
}

const partialPrefix = `${pinnedVersion}.partial-`;

/**
 * Builds or downloads a Pulumi CLI beside its place in the cache, checks it there, and moves it in by one
 * rename, so the cache has a complete one or none. Only the holder of the cache's lock may call it.
 */
export async function makeInCache(search: Search, maker: Maker): Promise<Engine> {
  const partial = await mkdtemp(join(search.cacheFolder, partialPrefix));
  try {
    await maker.make(search, partial);
    const version = await verify(search, commandIn(partial));
    const root = cachedRoot(search.cacheFolder);
    // Whatever is there is not usable, or this would not have been called.
    await remove(root);
    await rename(partial, root);
    return { root, version };
  } finally {
    await remove(partial);
  }
}

/** Removes what a killed process left behind. Only the holder of the cache's lock may call it. */
export async function clearPartials(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(partialPrefix));
  await Promise.all(names.map((name) => remove(join(folder, name))));
}

// A compiler may outlive its killed `go` for a moment and still add files, hence the retries.
function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5 });
}
