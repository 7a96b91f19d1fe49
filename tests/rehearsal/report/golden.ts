import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

/** Compares with a golden file beside the tests; `UPDATE_GOLDEN=1` writes it anew. */
export function expectGolden(name: string, actual: string): void {
  const file = join(__dirname, "golden", name);
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, `${actual}\n`);
  expect(`${actual}\n`).to.equal(readFileSync(file, "utf8"));
}
