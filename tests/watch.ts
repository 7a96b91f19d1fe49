/**
 * `npm run test:watch`: runs the unit tests, or only the given files, again after each change of a
 * source file.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { filesOf } from "./support/suites";

const mocha = require.resolve("mocha/bin/mocha.js");
const given = process.argv.slice(2);

// By folder: mocha starts twice if a pattern covers the whole project.
const folders = readdirSync(".", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name))
  .flatMap(({ name }) => ["--watch-files", name]);

// In workers, which start anew each time, so that nothing of the previous source is left.
const flags = ["--watch", ...folders, "--parallel", "--jobs", "2", "--reporter", "dot"];
spawn(process.execPath, [mocha, ...flags, ...(given.length > 0 ? given : filesOf("unit"))], {
  stdio: "inherit",
});
