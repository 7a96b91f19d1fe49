#!/usr/bin/env node
"use strict";
require("tsx/cjs");
void require("../automation/cli/main.ts").main(process.argv);
