"use strict";
/** What every process of the project begins with: less to compile, and less to load. */
const Module = require("node:module");

// From Node 22 on, V8's compiled code is cached on disk, keyed by content.
Module.enableCompileCache?.();

// Modules that packages load at once and that nothing here uses.
const unused = [
  // TypeScript's compiler and a package manager, which turn functions into code for Lambda: two
  // thirds of the time to load Pulumi's SDK.
  "@pulumi/pulumi/runtime/closure/serializeClosure",
  "@pulumi/pulumi/runtime/closure/codePaths",
  // Its messages in 50 languages; the English ones are loaded separately.
  "zod/v4/locales",
];
for (const name of unused) {
  const path = require.resolve(name);
  const module = new Module(path);
  module.exports = {};
  module.loaded = true;
  require.cache[path] = module;
}
