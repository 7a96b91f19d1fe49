import { readFileSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pulumisHomeFolder } from "../../engine/user";
import type { Project } from "./settingsFile";

const scheme = "file://";

const home = (env: NodeJS.ProcessEnv) => pulumisHomeFolder(env) ?? "/";

export function isFileBackend(url: string): boolean {
  return url.startsWith(scheme);
}

/** Folder of `file:///var/state`, `file://~/state` or `file://./state`, which is relative to `cwd`. */
export function folderOf(url: string, cwd: string): string {
  const path = url.slice(scheme.length).replace(/\?.*$/, "");
  if (path.startsWith("~")) return join(home(process.env), path.slice(1));
  return path.startsWith("/") ? fileURLToPath(`${scheme}${path}`) : resolve(cwd, path);
}

/**
 * Makes Pulumi leave out what it keeps beside each file of a `file://` backend: `<file>.attrs` with a checksum that
 * nothing reads, which it writes in place. Killed there, it leaves an empty one, and can then no longer read the
 * file itself (`failed to load checkpoint: EOF`), whole as it is. Whatever is left so by others is removed.
 *
 * @param env the environment that Pulumi will get, which is changed
 */
export async function withoutMetadata(
  { cwd, name, backend }: Project,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const url = env["PULUMI_BACKEND_URL"] || backend?.url || loggedIn(env);
  if (url === undefined || !isFileBackend(url)) return;
  if (!/[?&]metadata=/.test(url)) {
    env["PULUMI_BACKEND_URL"] = `${url}${url.includes("?") ? "&" : "?"}metadata=skip`;
  }
  const folder = join(folderOf(url, cwd), ".pulumi");
  const kinds = ["stacks", "history", "backups", join("locks", "organization")];
  await Promise.all([
    removeEmpty(folder, false),
    ...kinds.map((kind) => removeEmpty(join(folder, kind, name), true)),
  ]);
}

/** The backend that somebody has logged in to (`current` in Pulumi's credentials). */
function loggedIn(env: NodeJS.ProcessEnv): string | undefined {
  const folder = env["PULUMI_CREDENTIALS_PATH"] || env["PULUMI_HOME"] || join(home(env), ".pulumi");
  try {
    const text = readFileSync(join(folder, "credentials.json"), "utf8");
    const { current } = JSON.parse(text) as { current?: unknown };
    return typeof current === "string" ? current : undefined;
  } catch {
    // Pulumi itself says what is wrong.
    return undefined;
  }
}

/** One that is just being written may be removed as well: nothing needs it. */
async function removeEmpty(folder: string, recursive: boolean): Promise<void> {
  const names = await readdir(folder, { recursive }).catch(() => []);
  const attributes = names.filter((name) => name.endsWith(".attrs"));
  await Promise.all(
    attributes.map(async (name) => {
      const path = join(folder, name);
      const size = await stat(path).then(
        (found) => found.size,
        () => undefined,
      );
      // Where it can't be removed, Pulumi could not write its state either.
      if (size === 0) await rm(path).catch(() => undefined);
    }),
  );
}
