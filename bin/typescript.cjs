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

// Pulumi's SDK loads TypeScript's compiler and a package manager to turn functions into code for Lambda.
// Nothing here does that, and they are two thirds of what loading the SDK takes.
for (const name of ["serializeClosure", "codePaths"]) {
  const path = require.resolve(`@pulumi/pulumi/runtime/closure/${name}`);
  const module = new Module(path);
  module.exports = {};
  module.loaded = true;
  require.cache[path] = module;
}
