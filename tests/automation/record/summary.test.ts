import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { recorded } from "../../../automation/commands/recorded";
import { summaryInMarkdown } from "../../../automation/record/summary";
import type { Run } from "../../../automation/runbook/run";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { exampleRecord, refusedRecord } from "../report/exampleRecord";

describe("the summary of a release", () => {
  it("says at a glance what its page says", () => {
    expect(summaryInMarkdown(exampleRecord()).split("\n")).to.deep.equal([
      "### bluegreen: `release r-2 of users in prod: done`",
      "",
      "`2026-01-02 03:04:05 UTC to 03:04:34 UTC, by ann@ci:7`",
      "",
      "|  |  |",
      "| --- | --- |",
      "| Did anybody notice? | `Probably not: no alarm went off, and production stayed healthy. Requests were not counted.` |",
      "| What changed? | `users: 1.3.0 (sha256:111111111111) -> 1.4.0 (sha256:222222222222)`<br>" +
        "`users, cpu: 256 -> 512`<br>`users, environment.LOG_LEVEL: not set -> a value` |",
      "| Is it faster or slower? | `` Not measured: to measure releases of a service, add `compare` or " +
        "`canary` to its settings. `` |",
      "| What is running now? | `users: 1.4.0 (sha256:222222222222) on green, 2 tasks` |",
      "| What did it cost? | `2 tasks beside production, 42 task-seconds, under $0.01, by ECS's times of each task` |",
    ]);
  });

  it("says why a release was refused, and what to run next", () => {
    expect(summaryInMarkdown(refusedRecord()).split("\n").slice(6)).to.deep.equal([
      "| Did anybody notice? | `No: nothing was changed.` |",
      "",
      "**Why it was refused:**",
      "",
      "```",
      "nothing to release: users is already in production",
      "a <b>second</b> reason",
      "```",
      "",
      "**Next:**",
      "",
      "```",
      "to restart the tasks anyway: bluegreen deploy --stack prod --service users --restart",
      "```",
    ]);
  });

  it("shows foreign text as it stands: no link, no image, no mention, no further cell", () => {
    const record = exampleRecord();
    const reason = "![x](https://example.com) `@ann` | <img>\n# title\n```\nmore";
    record.alarms.push({
      at: record.startedAt,
      name: "users-green-errors",
      state: "ALARM",
      reason,
    });
    record.reasons = [reason];
    const lines = summaryInMarkdown(record).split("\n");
    expect(lines[6]).to.equal(
      "| Did anybody notice? | ```` Probably: 1 alarm went off: users-green-errors at 03:04:05 UTC " +
        "(![x](https://example.com) `@ann` \\| <img> # title ``` more). ```` |",
    );
    expect(lines.slice(-6)).to.deep.equal(["````", ...reason.split("\n"), "````"]);
  });
});

describe("a release in a step that shows a summary", () => {
  async function summarized(image: string, output = "") {
    const made = await serving({ users: api });
    const asked: string[] = [];
    made.ports.metrics.minutes = () => Promise.reject(new Error(`${asked.push("metrics")}`));
    made.ports.tests.run = () =>
      Promise.resolve([{ name: "GET /", ok: output === "", seconds: 1, reason: output, output }]);
    const summaries: string[] = [];
    const session = {
      run: made.run,
      history: () => Promise.reject(new Error(`${asked.push("history")}`)),
      summarize: (markdown: string) => void summaries.push(markdown),
      command: "",
    };
    const action = (run: Run) => deploy(run, { ...options, image: [image] });
    const result = await recorded({ session, options: {} }, action).catch(
      (error: unknown) => error,
    );
    expect(asked).to.deep.equal([]);
    expect(summaries).to.have.length(1);
    return { result, lines: summaries[0]!.split("\n") };
  }

  it("is summed up without asking anybody, however it ends", async () => {
    const done = await summarized(imageOf("2"));
    expect(done.result).to.deep.include({ exitCode: 0 });
    expect(done.lines[0]).to.equal("### bluegreen: `release r-2 of users in dev: done`");
    const refused = await summarized(imageOf("1"));
    expect(refused.result).to.deep.include({ kind: "refused" });
    expect(refused.lines[0]).to.equal("### bluegreen: `release in dev: refused`");
  });

  it("quotes no secret", async () => {
    const back = await summarized(imageOf("2"), "Authorization: Bearer canary-of-a-header");
    expect(back.result).to.deep.include({ exitCode: 3 });
    expect(back.lines[0]).to.equal("### bluegreen: `release r-2 of users in dev: rolled back`");
    expect(back.lines.join("\n")).to.include("Authorization: ***");
    expect(back.lines.join("\n")).to.not.include("canary-of");
  });
});
