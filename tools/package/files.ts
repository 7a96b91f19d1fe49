import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What `import * as bluegreen from "bluegreen"` gives. */
export const entry = "bluegreen.ts";

/** Folders that the package needs at run time; each keeps its place below dist/. */
const folders = [
  ...["access", "automation", "bin", "ci", "components", "config", "localCloud", "privilege"],
  ...["rehearsal", "release", "statistics", "tools/pulumi-cli"],
];

/** Relative to the project's root. */
export function packagedFiles(): string[] {
  return [entry, ...folders.flatMap(filesIn)];
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => statSync(join(root, path)).isFile())
    .sort();
}
