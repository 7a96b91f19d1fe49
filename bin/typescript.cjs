"use strict";
/**
 * For `node --require`: runs TypeScript as it is, through tsx, without what tsx and Pulumi's SDK spend a
 * second on at each start (docs/adr/0005-no-build-step.md).
 */
const Module = require("node:module");

// From Node 22 on, what V8 has compiled is kept on disk, by its content.
Module.enableCompileCache?.();

// tsx would read each file of each package once more, to see whether it is an ES module.
const loadJavaScript = require.extensions[".js"];
require("tsx/cjs");
require.extensions[".js"] = loadJavaScript;

// What packages load at once and nothing here uses.
const unused = [
  // TypeScript's compiler and a package manager, to turn functions into code for Lambda: two thirds of what
  // loading Pulumi's SDK takes.
  "@pulumi/pulumi/runtime/closure/serializeClosure",
  "@pulumi/pulumi/runtime/closure/codePaths",
  // Its messages in 50 languages; the one in English is loaded apart.
  "zod/v4/locales",
];
for (const name of unused) {
  const path = require.resolve(name);
  const module = new Module(path);
  module.exports = {};
  module.loaded = true;
  require.cache[path] = module;
}
