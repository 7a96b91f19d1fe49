/**
 * `npm run simulate`. Runs cli.ts compiled as one script: module by module, tsx marks each closure with its
 * name and each import with a getter, which takes more than half of the time of a run.
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
