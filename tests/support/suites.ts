import { readdirSync } from "node:fs";
import { join } from "node:path";

/** `unit`: what runs without the Pulumi CLI; `long`: whole environments and pipelines, `npm run test:long`. */
export type SuiteName = "unit" | "endToEnd" | "long";

/**
 * The files that take longest, longest first. Workers take files in this order, so that none of them has one of
 * these left over at the end. Each run prints its slowest files.
 */
export const longest: Record<SuiteName, readonly string[]> = {
  unit: [
    "tests/simulation/simulate.test.ts",
    "tests/simulation/neighbours.test.ts",
    "tests/simulation/breaks.test.ts",
    "tests/privilege/deployerCalls.test.ts",
    "tests/simulation/workers.test.ts",
    "tests/localCloud/ecs.test.ts",
    "tests/automation/runbook/midRelease.test.ts",
    "tests/simulation/withdrawal.test.ts",
    "tests/simulation/settings.test.ts",
    "tests/components/serving.test.ts",
  ],
  endToEnd: [
    "tests/endToEnd/killMatrix.test.ts",
    "tests/endToEnd/package.test.ts",
    "tests/endToEnd/settings.test.ts",
    "tests/endToEnd/release.test.ts",
    "tests/endToEnd/killed.test.ts",
    "tests/endToEnd/faults.test.ts",
    "tests/endToEnd/hooks.test.ts",
    "tests/endToEnd/rehearsal.test.ts",
    "tests/endToEnd/names.test.ts",
    "tests/endToEnd/serving.test.ts",
    "tests/endToEnd/scaling.test.ts",
    "tests/endToEnd/zones.test.ts",
    "tests/endToEnd/longRequests.test.ts",
    "tests/endToEnd/worker.test.ts",
    "tests/endToEnd/edits.test.ts",
  ],
  long: [],
};

const root = join(__dirname, "..", "..");

/** The test files of a suite, relative to the project's root, in the order in which they should start. */
export function filesOf(suite: SuiteName): string[] {
  const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => `tests/${file}`)
    .filter((file) => suiteOf(file) === suite)
    .sort();
  const rank = (file: string) => {
    const index = longest[suite].indexOf(file);
    return index < 0 ? longest[suite].length : index;
  };
  return files.sort((a, b) => rank(a) - rank(b));
}

function suiteOf(file: string): SuiteName {
  if (file.startsWith("tests/endToEnd/")) return "endToEnd";
  return file.startsWith("tests/long/") ? "long" : "unit";
}
