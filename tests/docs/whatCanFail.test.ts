import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { faults } from "../../rehearsal/crash/faults";
import { killPoints } from "../../rehearsal/crash/points";

const runbook = readFileSync(join(__dirname, "..", "..", "docs", "RUNBOOK.md"), "utf8");

/** Names of the first column; `stage-group-*` stands for every name that begins so. */
function documented(text: string): string[] {
  const [, chapter = ""] = text.split("\n## What can fail\n");
  const rows = chapter.split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((line) => [...line.split("|")[1]!.matchAll(/`([^`]+)`/g)].map(([, n]) => n!));
}

const stands = (pattern: string, name: string) =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function mismatches(patterns: string[], names: string[]): string[] {
  return [
    ...names.flatMap((name) => {
      const count = patterns.filter((pattern) => stands(pattern, name)).length;
      return count === 1 ? [] : [`${name} has ${count} rows`];
    }),
    ...patterns.flatMap((pattern) =>
      names.some((name) => stands(pattern, name)) ? [] : [`${pattern} names nothing`],
    ),
  ];
}

describe("the runbook's table of what can fail", () => {
  const names = [...killPoints, ...faults].map(({ name }) => name);

  it("has a row for everything that is played, and for nothing else", () => {
    expect(mismatches(documented(runbook), names)).to.deep.equal([]);
  });

  it("would be found wrong with a row too few, too many, or twice", () => {
    const [first, ...rest] = documented(runbook);
    expect(mismatches(rest, names)).to.deep.equal(
      names.filter((name) => stands(first!, name)).map((name) => `${name} has 0 rows`),
    );
    expect(mismatches([...documented(runbook), "gravity"], names)).to.deep.equal([
      "gravity names nothing",
    ]);
    expect(mismatches([...documented(runbook), "step-0"], names)).to.deep.equal([
      "step-0 has 2 rows",
    ]);
  });

  it("says of every row whether a user notices and what to do", () => {
    const [, chapter = ""] = runbook.split("\n## What can fail\n");
    const rows = chapter.split("\n").filter((line) => line.startsWith("| `"));
    for (const row of rows) {
      const cells = row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      expect(cells.length, row).to.equal(5);
      expect(cells, row).to.not.include("");
    }
  });
});
