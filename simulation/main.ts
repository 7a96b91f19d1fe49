/**
 * `npm run simulate`. Runs cli.ts bundled into one script: module by module, tsx tags each closure with
 * its name and each import with a getter, which takes more than half the time of a run.
 */
import { buildSync } from "esbuild";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";

const { outputFiles } = buildSync({
  entryPoints: [join(__dirname, "cli.ts")],
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  write: false,
});
const script = compileFunction(outputFiles[0]!.text, ["require"], {
  filename: "simulation.cjs",
}) as (require: NodeJS.Require) => void;
script(createRequire(__filename));
