import { expect } from "chai";
import { describe as describeRelease } from "../../../automation/commands/history";
import { releasesOf } from "../../../automation/history/releases";
import { messageOf, type Update, type Verb } from "../../../automation/history/update";

const lines = [
  "users GET /users/1: 3.4x faster (95 %: 3.1-3.7)",
  "users HEAD /: not slower than 1.25x (95 %: 0.97-1.10)",
];

function update(verb: Verb, atSecond: number, why: string, compared: string[]): Update {
  const startedMs = Date.parse("2026-11-22T10:00:00Z") + atSecond * 1000;
  const message = messageOf(verb, "r-1", why, compared);
  const times = { startedMs, endedMs: startedMs + 10_000 };
  return { ...times, message, result: "succeeded", wanted: null, settings: null };
}

describe("a comparison in history", () => {
  it("is shown as the release's `up`s have recorded it", () => {
    const [release, ...others] = releasesOf([
      update("retire", 100, "", lines),
      update("switch", 20, "", lines),
      update("stage", 0, "", []),
    ]);
    expect(others).to.deep.equal([]);
    expect(release!.compared).to.deep.equal(lines);
    expect(describeRelease(release!)).to.equal(
      [
        "2026-11-22 10:00:00  r-1         done",
        "    110 s, drain 70 s, by an unknown deployer",
        ...lines.map((line) => `    ${line}`),
        "    ups: stage, switch, retire",
      ].join("\n"),
    );
  });

  it("is shown beside the reason for the rollback, whatever that says", () => {
    const [release] = releasesOf([
      update("retire", 100, "the candidate failed: a | b", lines),
      update("stage", 0, "", []),
    ]);
    expect(release).to.deep.include({ why: "the candidate failed: a / b", compared: lines });
  });
});

describe("a warm-up in the history of releases", () => {
  it("is shown apart from the comparison, and after it", () => {
    const warmed = ["warm-up of users: sustained 20 of 20 requests per second"];
    const [release] = releasesOf([update("retire", 100, "", [...lines, ...warmed])]);
    expect(release).to.deep.include({ compared: lines, warmed });
    expect(describeRelease(release!).split("\n").slice(1, -1)).to.deep.equal(
      [...lines, ...warmed].map((line) => `    ${line}`),
    );
  });
});
