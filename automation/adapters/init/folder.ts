import { randomBytes } from "node:crypto";
import { existsSync, type Stats } from "node:fs";
import { link, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { makeFolder } from "../../engine/makeFolder";
import type { RepositoryFolder } from "../../world/repository";

/** Of the checkout, or of dist/ in the package. */
const workflowFolder = join(__dirname, "..", "..", "..", "ci", "github");

export function repositoryFolder(cwd: string): RepositoryFolder {
  const root = resolve(cwd);
  return {
    name: basename(root),
    inRepository: pathInRepository(root),
    read: (path) => readIfThere(join(root, path)),
    obstacle: (path) => obstacleIn(root, path),
    create: (path, text) =>
      withCopy(join(root, path), text, async (copy, file) => {
        try {
          // Unlike a rename, it replaces nothing.
          await link(copy, file);
          return true;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
          throw error;
        }
      }),
    replace: (path, text) => withCopy(join(root, path), text, rename),
    workflows: async () => {
      const names = (await readdir(workflowFolder)).sort();
      const texts = names.map((name) => readFile(join(workflowFolder, name), "utf8"));
      return Object.fromEntries((await Promise.all(texts)).map((text, at) => [names[at]!, text]));
    },
  };
}

/** `.git` is a folder, or a file in a worktree or a submodule. */
function pathInRepository(root: string): string {
  for (let top = root; ; top = dirname(top)) {
    if (existsSync(join(top, ".git"))) return relative(top, root).replaceAll(sep, "/");
    if (top === dirname(top)) return "";
  }
}

/** Writes beside the file first; a run that is killed leaves at most that copy. */
async function withCopy<T>(
  file: string,
  text: string,
  use: (copy: string, file: string) => Promise<T>,
): Promise<T> {
  await makeFolder(dirname(file));
  const copy = `${file}.${randomBytes(4).toString("hex")}.partial`;
  try {
    await writeFile(copy, text, { flag: "wx" });
    return await use(copy, file);
  } finally {
    await rm(copy, { force: true });
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    // The others are obstacles, for those who want to write there.
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(code)) return undefined;
    throw error;
  }
}

async function obstacleIn(root: string, path: string): Promise<string | null> {
  const parts = path.split("/");
  const above = parts.map((_, length) => parts.slice(0, length).join("/") || ".");
  for (const folder of above) {
    const found = await statIfThere(join(root, folder));
    if (!found) return null;
    if (!found.isDirectory()) return folder;
  }
  const found = await statIfThere(join(root, path));
  return !found || found.isFile() ? null : path;
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
