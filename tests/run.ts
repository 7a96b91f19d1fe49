/**
 * `npm test`: the tests of the parts, then those on the real engine, both two files at a time. Ends with the
 * counts of both.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const counts = /^(\d+) passed, (\d+) failed$/;
const mocha = require.resolve("mocha/bin/mocha.js");
const onTheEngine = "tests/endToEnd/**/*.test.ts";
const jobs = ["--parallel", "--jobs", "2"];
/** Of whole environments and pipelines; `npm run test:long` runs them. */
const long = "tests/long/**/*.test.ts";

interface Counts {
  passed: number;
  failed: number;
}

/** Runs mocha and lets its output through, but for the closing line of counts. */
async function run(args: readonly string[]): Promise<Counts> {
  const child = spawn(process.execPath, [mocha, ...args], {
    stdio: ["inherit", "pipe", "inherit"],
  });
  // What ends without a line of counts has not run its tests.
  let found: Counts | null = null;
  for await (const line of createInterface(child.stdout)) {
    const match = counts.exec(line);
    if (match) found = { passed: Number(match[1]), failed: Number(match[2]) };
    else process.stdout.write(`${line}\n`);
  }
  return found ?? { passed: 0, failed: 1 };
}

async function main(): Promise<void> {
  const parts = await run([
    "tests/**/*.test.ts",
    "--ignore",
    onTheEngine,
    "--ignore",
    long,
    ...jobs,
  ]);
  const whole = await run([onTheEngine, ...jobs]);
  const passed = parts.passed + whole.passed;
  const failed = parts.failed + whole.failed;
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

void main();
