/**
 * `npm test`: the unit tests, then those on the real Pulumi CLI; `unit` or `endToEnd` as an argument runs one
 * of them. Ends with the counts of all.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { gcPercent } from "../automation/engine/goMemory";
import { secondNode } from "./support/secondNode";
import { filesOf, type SuiteName } from "./support/suites";

const counts = /^(\d+) passed, (\d+) failed$/;
const mocha = require.resolve("mocha/bin/mocha.js");

/**
 * Files at a time: one more than the cores of CI's machine. Tests wait half of their time, for the processes of
 * the local cloud and for the name servers' TTL; a fourth would cost the traffic of a rehearsal its pace.
 */
const jobs = "3";

interface Counts {
  passed: number;
  failed: number;
}

/** Runs a suite with mocha and forwards its output, except the final line of counts. */
async function run(suite: SuiteName): Promise<Counts> {
  const node = suite === "unit" ? secondNode() : process.execPath;
  const child = spawn(node, [mocha, "--parallel", "--jobs", jobs, ...filesOf(suite)], {
    env: { GOGC: gcPercent, ...process.env },
    stdio: ["inherit", "pipe", "inherit"],
  });
  // If there is no line of counts, the tests did not run.
  let found: Counts | null = null;
  for await (const line of createInterface(child.stdout)) {
    const match = counts.exec(line);
    if (match) found = { passed: Number(match[1]), failed: Number(match[2]) };
    else process.stdout.write(`${line}\n`);
  }
  return found ?? { passed: 0, failed: 1 };
}

async function main(): Promise<void> {
  const wanted = process.argv[2];
  const suites = (["unit", "endToEnd"] as const).filter((one) => one === (wanted ?? one));
  const total: Counts = { passed: 0, failed: 0 };
  for (const suite of suites) {
    const { passed, failed } = await run(suite);
    total.passed += passed;
    total.failed += failed;
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

void main();
