import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";

/** Compares with the golden files beside the tests in `folder`; `UPDATE_GOLDEN=1` rewrites them. */
export function goldenIn(folder: string): (name: string, actual: string) => void {
  return (name, actual) => {
    const file = join(folder, "golden", name);
    if (process.env.UPDATE_GOLDEN) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${actual}\n`);
    }
    expect(`${actual}\n`).to.equal(readFileSync(file, "utf8"));
  };
}
