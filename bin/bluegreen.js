#!/usr/bin/env node
"use strict";
require("tsx/cjs");
void require("../automation/main.ts").main(process.argv);
