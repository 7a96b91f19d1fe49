import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { ownProgram } from "./ownProgram";
import { type Project, settingsConfig, type StackFile } from "./settingsFile";

/** Config key under which Pulumi's history keeps the digest; outside the program's namespace. */
export const settingsKey = "deployer:settings";
/** The same for the services that the `up` was limited to; absent: all. */
export const onlyKey = "deployer:only";
/** The same for the digest of what is known to replace and delete nothing that serves (changesDigest). */
export const changesKey = "deployer:changes";

/** Folders of the code that turns settings into resources. */
const programFolders = ["components", "config", "release"];

/**
 * A digest of everything in this project that can make an `up` replace or delete what serves: with the same one
 * as the last `up` had, Pulumi need not be asked in a preview.
 */
export function changesDigest(project: Project, file: StackFile): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(sorted(settingsConfig(project, file))));
  hash.update(readFileSync(join(project.cwd, "Pulumi.yaml")));
  hash.update(programDigest());
  const own = ownProgram(project);
  if (own) hash.update(own.digest);
  return hash.digest("hex").slice(0, 16);
}

/**
 * A digest of everything that determines an `up` except the release: the stack's config, the project's config,
 * and the program. Null if another stack's outputs matter too, or what a team's own program registers.
 */
export function settingsDigest(project: Project, file: StackFile): string | null {
  const config = settingsConfig(project, file);
  const from = (name: string) => config[`${project.name}:${name}`] !== undefined;
  if (from("foundation") || from("imagesFrom")) return null;
  return ownProgram(project) ? null : changesDigest(project, file);
}

let program: string | undefined;

function programDigest(): string {
  if (program !== undefined) return program;
  const root = join(__dirname, "..", "..", "..");
  const hash = createHash("sha256");
  // This file is compiled where they are.
  const code = extname(__filename);
  for (const folder of programFolders) {
    for (const path of readdirSync(join(root, folder), { recursive: true }).map(String).sort()) {
      if (path.endsWith(code)) hash.update(path).update(readFileSync(join(root, folder, path)));
    }
  }
  for (const library of ["pulumi", "aws", "awsx"]) {
    const { version } = require(`@pulumi/${library}/package.json`) as { version: string };
    hash.update(version);
  }
  return (program = hash.digest("hex"));
}

/** Independent of the order in which keys were written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, sorted(member)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
