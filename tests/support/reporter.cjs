"use strict";
const { relative } = require("node:path");
const { Spec } = require("mocha").reporters;

/** How many are listed. */
const slowest = 24;
/** With fewer files nothing is listed. */
const many = 10;

/**
 * Mocha's `spec`, then the slowest files if there are many, and one plain line of counts that a CI can
 * read: `N passed, N failed`.
 */
module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    const seconds = new Map();
    const add = ({ file, duration = 0 }) => {
      if (file) seconds.set(file, (seconds.get(file) ?? 0) + duration / 1000);
    };
    runner.on("test end", add);
    runner.on("hook end", add);
    runner.once("end", () => {
      if (seconds.size > many) process.stdout.write(`${slowestOf(seconds).join("\n")}\n\n`);
      const { passes, failures } = this.stats;
      process.stdout.write(`${passes} passed, ${failures} failed\n`);
    });
  }
};

/** Time in tests and hooks; loading a file is not included. */
function slowestOf(seconds) {
  const all = [...seconds].sort(([, a], [, b]) => b - a).slice(0, slowest);
  return all.map(([file, took]) => `${took.toFixed(1).padStart(8)} s  ${relative(".", file)}`);
}
