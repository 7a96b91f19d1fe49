#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

// A checkout runs its sources, whatever dist/ holds; the package has no sources.
const isCheckout = existsSync(join(__dirname, "../automation"));
const load = (path) => require(join(__dirname, isCheckout ? ".." : "../dist", path));
load(isCheckout ? "bin/typescript.cjs" : "bin/start.cjs");

if (process.argv[2] === "rehearse") {
  // A program of its own, which takes its options from the command line.
  process.argv.splice(2, 1);
  load("rehearsal/main");
} else {
  void load("automation/cli/main").main(process.argv);
}
