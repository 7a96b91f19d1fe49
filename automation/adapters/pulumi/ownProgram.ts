import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { extname, join, relative, resolve, sep } from "node:path";
import type { Beside } from "../../../components/stack/beside";
import { markOf } from "../../../components/programMark";
import { type DeployError, refused } from "../../world/errors";
import type { Project } from "./settingsFile";

/** What a project's program has beside the environment. */
export interface OwnProgram {
  beside: Beside;
  /** Of the program's own files, and of the versions of what it uses. */
  digest: string;
}

const loaded = new Map<string, OwnProgram | null>();

/**
 * The program that `Pulumi.yaml` names, as the plain Pulumi CLI would run it, if it has resources of its own; null if it
 * is the environment alone. Refuses any other program: an `up` would delete what it alone describes.
 */
export function ownProgram(project: Pick<Project, "cwd" | "main">): OwnProgram | null {
  const path = mainOf(project);
  if (path === null) return null;
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const found = isPlain(readFileSync(path, "utf8")) ? null : load(path, project.cwd);
  loaded.set(path, found);
  return found;
}

const extensions = [".ts", ".cts", ".js", ".cjs"];

/** Null: nobody has written one, as in a rehearsal. */
function mainOf({ cwd, main }: Pick<Project, "cwd" | "main">): string | null {
  const named = resolve(cwd, main ?? ".");
  const candidates = [named, ...extensions.map((extension) => join(named, `index${extension}`))];
  const found = candidates.find((path) => existsSync(path) && statSync(path).isFile());
  if (found !== undefined) return realpathSync(found);
  if (main === undefined || main === null) return null;
  throw refused(
    `Pulumi.yaml names the program \`${main}\`, which does not exist here`,
    "restore the file, or correct `main` in Pulumi.yaml: an `up` without it would delete what it describes",
  );
}

/** What `init` writes, and this project's own: then nothing has to be loaded. */
function isPlain(text: string): boolean {
  const code = text.replaceAll(/^\s*\/\/.*$/gm, "").trim();
  return /^import \* as (\w+) from "(bluegreen|\.\/bluegreen)";\s*export = \1\.program;?$/.test(
    code,
  );
}

function load(path: string, cwd: string): OwnProgram | null {
  const name = relative(cwd, path);
  const before = new Set(Object.keys(require.cache));
  const exported = exportOf(path, name);
  const mark = markOf(exported);
  if (exported instanceof Promise) {
    // It runs already, and fails without Pulumi.
    exported.catch(() => undefined);
    throw refused(
      `${name} calls its program, which only Pulumi may do`,
      `export it without the call, as in \`export = bluegreen.program\`, and run the command again`,
    );
  }
  if (!mark) {
    throw refused(
      `${name} exports another program than bluegreen's, and an \`up\` would delete what only that one describes`,
      `export \`bluegreen.program\` from ${name}, or \`bluegreen.programWith((environment) => { … })\` with resources of your own`,
    );
  }
  if (mark.beside === null) return null;
  const files = Object.keys(require.cache).filter((file) => !before.has(file));
  return { beside: mark.beside as Beside, digest: digestOf(path, files, cwd) };
}

function exportOf(path: string, name: string): unknown {
  try {
    if (extname(path).endsWith("ts")) runTypeScript();
    const found = require(path) as unknown;
    const isModule = typeof found === "object" && found !== null && "default" in found;
    return isModule ? found.default : found;
  } catch (error) {
    throw notLoaded(path, name, error);
  }
}

function notLoaded(path: string, name: string, error: unknown): DeployError {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const [first = "", ...more] = message.split("\n");
  const missing = /^Cannot find module '((?:@[^'/]+\/)?[^'./][^'/]*)(?:\/[^']*)?'$/.exec(
    first,
  )?.[1];
  const again = "and run the command again; nothing was changed";
  // Below that line the compiler says what is wrong, and where.
  if (/^Transform failed with \d+ errors?:$/.test(first)) {
    const reasons = more.filter((line) => line !== "").map((line) => line.replace(path, name));
    return refused(`${name} can't be compiled`, `fix ${name} ${again}`, reasons);
  }
  const where = stack.split("\n").filter((line) => /^\s+at .*\.[cm]?[jt]s:/.test(line));
  const own = where.filter((line) => !line.includes(`${sep}node_modules${sep}`));
  return refused(
    `${name} can't be loaded: ${first}`,
    missing === undefined
      ? `fix ${name} ${again}`
      : `add \`${missing}\` to the dependencies in package.json, install them, ${again}`,
    own.slice(0, 2).map((line) => line.trim()),
  );
}

/** As bin/typescript.cjs does, by which a checkout of this project runs anyway. */
function runTypeScript(): void {
  const { extensions } = require;
  if (".ts" in extensions) return;
  const loadJavaScript = extensions[".js"];
  require("tsx/cjs");
  extensions[".js"] = loadJavaScript;
}

/** Files that it loads only later are not in it, so the digest alone must not decide that nothing changed. */
function digestOf(path: string, files: readonly string[], cwd: string): string {
  const hash = createHash("sha256");
  const own = files.filter((file) => !file.includes(`${sep}node_modules${sep}`));
  for (const file of [...new Set([path, ...own])].sort()) {
    if (existsSync(file)) hash.update(relative(cwd, file)).update(readFileSync(file));
  }
  for (const lock of ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"]) {
    const file = join(cwd, lock);
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}
