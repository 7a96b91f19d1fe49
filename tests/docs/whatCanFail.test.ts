import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { faults } from "../../rehearsal/crash/faults";
import { killPoints } from "../../rehearsal/crash/points";

const runbook = readFileSync(join(__dirname, "..", "..", "docs", "RUNBOOK.md"), "utf8");

/** What the chapter says of one failure, or of several that are alike. */
interface Block {
  /** As `rehearse` plays them; `stage-group-*` stands for every name that begins so. */
  names: string[];
  /** By label. */
  answers: [label: string, answer: string][];
}

function blocksOf(text: string): Block[] {
  const [, chapter = ""] = text.split("\n## What can fail\n");
  return chapter
    .split("\n### ")
    .slice(1)
    .map((block) => {
      const [, played = "", list = ""] = block.split("\n\n");
      const items = list.split(/^- /m).slice(1);
      return {
        names: played.startsWith("Played as ")
          ? [...played.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)
          : [],
        answers: items.map((item) => {
          const [, label = "", answer = ""] = /^\*\*(.+?)\*\*:(.*)$/s.exec(item.trim()) ?? [];
          return [label, answer.trim()];
        }),
      };
    });
}

const stands = (pattern: string, name: string) =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function mismatches(patterns: string[], names: string[]): string[] {
  return [
    ...names.flatMap((name) => {
      const count = patterns.filter((pattern) => stands(pattern, name)).length;
      return count === 1 ? [] : [`${name} has ${count} blocks`];
    }),
    ...patterns.flatMap((pattern) =>
      names.some((name) => stands(pattern, name)) ? [] : [`${pattern} matches nothing`],
    ),
  ];
}

describe("what can fail, in the runbook,", () => {
  const names = [...killPoints, ...faults].map(({ name }) => name);
  const documented = blocksOf(runbook).flatMap((block) => block.names);

  it("has a block for everything that is played, and for nothing else", () => {
    expect(mismatches(documented, names)).to.deep.equal([]);
  });

  it("would be found wrong with a block too few, too many, or twice", () => {
    const [first, ...rest] = documented;
    expect(mismatches(rest, names)).to.deep.equal(
      names.filter((name) => stands(first!, name)).map((name) => `${name} has 0 blocks`),
    );
    expect(mismatches([...documented, "gravity"], names)).to.deep.equal([
      "gravity matches nothing",
    ]);
    expect(mismatches([...documented, "step-0"], names)).to.deep.equal(["step-0 has 2 blocks"]);
  });

  it("names what is played in each block, and says whether users notice and what to do", () => {
    for (const { names: played, answers } of blocksOf(runbook)) {
      expect(played, JSON.stringify(answers)).to.not.have.length(0);
      expect(answers.map(([label]) => label)).to.deep.equal([
        "What fails",
        "Users notice",
        "The deployer",
        "You",
      ]);
      for (const [label, answer] of answers)
        expect(answer, `${played.join()} ${label}`).to.match(/[\w`]\.$/);
    }
  });
});
