"use strict";
/**
 * For `node --require`: runs TypeScript through tsx without a build, and skips what tsx and Pulumi's SDK
 * spend a second on at each start (docs/adr/0005-no-build-step.md).
 */
// tsx would read each file of each package once more to see whether it is an ES module.
const loadJavaScript = require.extensions[".js"];
require("tsx/cjs");
require.extensions[".js"] = loadJavaScript;

require("./start.cjs");
