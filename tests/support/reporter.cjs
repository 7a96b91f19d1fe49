"use strict";
const { Spec } = require("mocha").reporters;

/** Mocha's `spec`, closed by one plain line of counts that a CI can read: `N passed, N failed`. */
module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures } = this.stats;
      process.stdout.write(`${passes} passed, ${failures} failed\n`);
    });
  }
};
