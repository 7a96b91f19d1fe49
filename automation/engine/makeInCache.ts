import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cachedRoot, commandIn } from "./cache";
import type { Engine, Maker, Search } from "./search";
import { verify } from "./verify";
import { pinnedVersion } from "./version";

const partialPrefix = `${pinnedVersion}.partial-`;

/**
 * Makes an engine beside its place in the cache, checks it there, and moves it in by one rename: the
 * cache has a whole engine or none. Only the holder of the cache's lock may call it.
 */
export async function makeInCache(search: Search, maker: Maker): Promise<Engine> {
  const partial = await mkdtemp(join(search.cacheFolder, partialPrefix));
  try {
    await maker.make(search, partial);
    const version = await verify(search, commandIn(partial));
    const root = cachedRoot(search.cacheFolder);
    // What is there is not usable, or nobody would make another.
    await remove(root);
    await rename(partial, root);
    return { root, version };
  } finally {
    await remove(partial);
  }
}

/** Removes what a killed process left. Only the holder of the cache's lock may call it. */
export async function clearPartials(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(partialPrefix));
  await Promise.all(names.map((name) => remove(join(folder, name))));
}

// A compiler that outlives its killed `go` for a moment can still add files: hence the retries.
function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5 });
}
