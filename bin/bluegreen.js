#!/usr/bin/env node
"use strict";
require("./typescript.cjs");
void require("../automation/cli/main.ts").main(process.argv);
