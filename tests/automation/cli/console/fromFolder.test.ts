import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { fromFolder } from "../../../../automation/cli/console/fromFolder";
import { bluegreen } from "../run";

const here = "/home/ann";
const shown = (text: string, given = "infra") => fromFolder(text, given, here);

describe("commands to run next, where the command was given --cwd", () => {
  it("work as pasted in the folder that it was run in", () => {
    for (const [text, expected] of [
      ["next: bluegreen status --stack dev", "next: bluegreen status --stack dev --cwd infra"],
      [
        "next: fix the cause, then: bluegreen resume --stack dev; then: bluegreen env destroy dev",
        "next: fix the cause, then: bluegreen resume --stack dev --cwd infra; then: bluegreen env destroy dev --cwd infra",
      ],
      [
        "next: bluegreen resume --stack dev\n      or: bluegreen abort --stack dev\nbluegreen up is not changed",
        "next: bluegreen resume --stack dev --cwd infra\n      or: bluegreen abort --stack dev --cwd infra\n" +
          "bluegreen up is not changed",
      ],
      [
        "  waiting: users: cpu differs; to release: bluegreen deploy --stack dev --service users",
        "  waiting: users: cpu differs; to release: bluegreen deploy --stack dev --service users --cwd infra",
      ],
      [
        "applied by `bluegreen up --stack dev`, no release needed:",
        "applied by `bluegreen up --stack dev --cwd infra`, no release needed:",
      ],
      [
        "           → pulumi refresh --stack dev; bluegreen up --stack dev",
        "           → pulumi refresh --stack dev --cwd infra; bluegreen up --stack dev --cwd infra",
      ],
      [
        "next: create it with `bluegreen up --stack dev`, or choose another; `pulumi stack ls` lists them",
        "next: create it with `bluegreen up --stack dev --cwd infra`, or choose another; " +
          "`pulumi stack ls --cwd infra` lists them",
      ],
      [
        "  next: fix the cause, then: bluegreen upgrade --check",
        "  next: fix the cause, then: bluegreen upgrade --check --cwd infra",
      ],
      [
        "next: bluegreen run --stack dev --service users -- <command>",
        "next: bluegreen run --stack dev --service users --cwd infra -- <command>",
      ],
    ] as const) {
      expect(shown(text)).to.equal(expected);
    }
  });

  it("are printed so by the command line", () => {
    const root = join(__dirname, "../../../..");
    const { stderr } = bluegreen(["status", "--stack", "nope", "--cwd", root], tmpdir());
    expect(stderr).to.include(`\nnext: bluegreen status --stack dev --cwd ${root}\n`);
  });

  it("name the folder as it was given, quoted where a shell needs that", () => {
    const line = "next: bluegreen up --stack dev";
    expect(shown(line, "/srv/my team's")).to.equal(`${line} --cwd '/srv/my team'\\''s'`);
    expect(shown(line, "../infra")).to.equal(`${line} --cwd ../infra`);
  });

  it("are as they are where it was run in the project's folder, and on all other lines", () => {
    const text =
      "error: bluegreen up --stack dev failed\n  - a hook: bluegreen up --stack dev\nnext: bluegreen up --stack dev";
    for (const given of [undefined, here, ".", "/home/ann/"]) {
      expect(fromFolder(text, given, here)).to.equal(text);
    }
    expect(shown(text)).to.equal(`${text} --cwd infra`);
    const own = "next: bluegreen init --cwd infra";
    expect(shown(own, "other")).to.equal(own);
    const there = "next: cd infra && npm install && npx bluegreen verify --stack dev";
    expect(shown(there)).to.equal(there);
  });
});
