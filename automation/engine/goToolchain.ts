import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { coerce, gte } from "semver";
import { run } from "./run";
import type { Search } from "./search";

const timeoutMs = 60_000;

interface GoEnv {
  GOVERSION?: string;
  GOTOOLCHAIN?: string;
}

/** Throws when there is no Go for the module in `folder`; a Go that fetches a newer one by itself will do. */
export async function requireGo(search: Search, folder: string): Promise<void> {
  const needed = neededGo(await readFile(join(folder, "go.mod"), "utf8"));
  const args = ["env", "-json", "GOVERSION", "GOTOOLCHAIN"];
  // Asked outside the module, as a Go that is too old fails inside it in ways that differ by version.
  const env = { GOWORK: "off" };
  const answer = await run(search, "go", args, { cwd: search.cacheFolder, env, timeoutMs });
  const found = JSON.parse(answer) as GoEnv;
  const reason = whyNoGo(found, needed);
  if (reason !== null) throw new Error(reason);
}

/** The `go` line of a go.mod, such as `1.25.11`. */
export function neededGo(goMod: string): string {
  const version = /^go (\S+)$/m.exec(goMod)?.[1];
  if (version === undefined) throw new Error("go.mod names no Go version");
  return version;
}

/** Null when this Go can build a module that needs `needed`. */
export function whyNoGo(found: GoEnv, needed: string): string | null {
  const version = coerce(found.GOVERSION);
  if (version !== null && gte(version, coerce(needed) ?? needed)) return null;
  // From 1.21 on Go fetches the toolchain a module asks for, unless told to use only the local one.
  if (version !== null && gte(version, "1.21.0") && found.GOTOOLCHAIN !== "local") return null;
  return `Go ${version?.version ?? "of an unknown version"} is too old; needed is ${needed}`;
}
