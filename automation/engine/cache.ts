import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Place } from "./search";
import { verify } from "./verify";
import { pinnedVersion } from "./version";

/** The user's cache, outside every checkout: the engine is the same for all of them. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const chosen = env["XDG_CACHE_HOME"];
  // The XDG specification says to ignore a relative path.
  const home = chosen && isAbsolute(chosen) ? chosen : join(env["HOME"] ?? homedir(), ".cache");
  return join(home, "bluegreen", "pulumi");
}

export function cachedRoot(folder: string): string {
  return join(folder, pinnedVersion);
}

/** Where `PulumiCommand.get({ root })` looks for the CLI. */
export function commandIn(root: string): string {
  return join(root, "bin", "pulumi");
}

export const cachedCopy: Place = {
  name: "cached copy",
  async find(search) {
    const root = cachedRoot(search.cacheFolder);
    return { root, version: await verify(search, commandIn(root)) };
  },
};
