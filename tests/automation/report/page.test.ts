import { expect } from "chai";
import { reportPage } from "../../../automation/report/page";
import { bandsOf } from "../../../automation/report/bands";
import { at, countedRecord, exampleRecord, refusedRecord } from "./exampleRecord";

const headings = (page: string) =>
  [...page.matchAll(/<h([12])[^>]*>(.*?)<\/h\1>/g)].map(([, , text]) => text);

describe("the report page", () => {
  it("says at a glance what was released, and then everything that the record has", () => {
    const page = reportPage(exampleRecord());
    expect(headings(page)).to.deep.equal([
      "Release r-2 of users in prod: done",
      ...["Did anybody notice?", "What changed?", "Is it faster or slower?"],
      ...["What is running now?", "What did it cost?", "Timeline", "Changed settings"],
      ...["What each name server answered", "Drain", "Steps", "Tests and hooks", "Alarms"],
      ...["What the deployer said", "What this page is based on"],
    ]);
    for (const text of [
      "users: 1.3.0 (sha256:111111111111) -&gt; 1.4.0 (sha256:222222222222)",
      "users, environment.LOG_LEVEL: not set -&gt; a value",
      "users: 1.4.0 (sha256:222222222222) on green, 2 tasks",
      "2026-01-02 03:04:05 UTC to 03:04:34 UTC, by ann@ci:7",
      "ns-2.example.org: the green load balancer, TTL 60 s",
      "Clients had 7.3 s to leave the old load balancer",
      "bluegreen deploy --stack prod --service users --image users:1.4.0 --report pages",
    ]) {
      expect(page).to.include(text);
    }
  });

  it("loads nothing and runs nothing", () => {
    const page = reportPage(exampleRecord());
    expect(page).not.to.match(/<(script|img|link|iframe)|(src|href)=|@import|url\(/);
  });

  it("has only what a refused release has to say", () => {
    const page = reportPage(refusedRecord());
    expect(headings(page)).to.deep.equal([
      ...["Release in prod: refused", "Why it was refused", "Did anybody notice?"],
      ...["What is running now?", "Steps"],
    ]);
    expect(page).to.include("No: nothing was changed.");
    expect(page).to.include("a &lt;b&gt;second&lt;/b&gt; reason");
    expect(page).to.not.match(/drain/i);
  });

  it("shows as code only what can be run next, and a release that rests as no failure", () => {
    const next =
      "bluegreen approve --stack prod --release r-2; then: bluegreen resume --stack prod";
    const resting = { ...exampleRecord(), outcome: "resting" as const, reasons: ["why"], next };
    const page = reportPage(resting);
    expect(page).to.include(
      "<p>Next: <code>bluegreen approve --stack prod --release r-2</code>; then: " +
        "<code>bluegreen resume --stack prod</code></p>",
    );
    expect(page).to.include('<h1 class="">');
    expect(reportPage({ ...resting, outcome: "paused" })).to.include('<h1 class="bad">');
  });

  it("shows the step in which a release paused as not finished, and one that failed as failed", () => {
    const record = exampleRecord();
    record.steps.length = 5;
    record.steps[4]!.failed = true;
    const paused = reportPage({ ...record, outcome: "paused" });
    expect(paused).to.include("test <b>1.0 s</b>, not finished");
    expect(paused).to.include("test users-test.example.com (not finished)");
    expect(paused).to.not.include("✘");
    const failed = reportPage({ ...record, outcome: "rolledBack" });
    expect(failed).to.include("test <b>1.0 s</b> failed");
    expect(failed).to.include("✘ test users-test.example.com");
  });

  it("says whose clients were waited for when a release was rolled back, and no column of nothing", () => {
    const page = reportPage({ ...exampleRecord(), outcome: "rolledBack", returned: true });
    expect(page).to.include(
      "Clients had 7.3 s to leave the candidate&#39;s load balancer before the candidate stopped",
    );
    expect(page).to.not.include(">waited<");
    const waited = exampleRecord();
    waited.steps[1]!.waits = [{ what: "users to be healthy", seconds: 3, reasons: [] }] as never;
    expect(reportPage(waited)).to.include(">waited<");
  });

  it("says what a resumed release's page rests on", () => {
    const record = exampleRecord();
    record.resumedAt = at(9);
    record.unwatched = [{ from: at(0.5), to: at(9) }];
    record.sources.ups = ["history", "observed"];
    record.sources.alarms = [];
    const page = reportPage(record);
    expect(page).to.include("; resumed at 03:04:14 UTC");
    expect(page).to.include(
      "<p>This release was resumed at 03:04:14 UTC.</p><p>What happened from 03:04:05 UTC to 03:04:14 UTC is known",
    );
    expect(page).to.include("<p>From Pulumi&#39;s history: Pulumi&#39;s updates.</p>");
    expect(page).to.include("<p>Not known: alarms, requests.</p>");
  });

  it("puts an alarm that went off before everything else it says of users", () => {
    const record = exampleRecord();
    const alarm = { name: "users-green-errors", state: "ALARM", reason: "5 datapoints" };
    record.alarms.push({ at: at(16), ...alarm });
    expect(reportPage(record)).to.include(
      "Probably: 1 alarm went off: users-green-errors at 03:04:21 UTC (5 datapoints).",
    );
  });

  it("draws what the load balancers counted, in the colors of the fleets", () => {
    const record = countedRecord();
    const page = reportPage(record);
    const lines = [...page.matchAll(/<path class="line (\w+) (\w+)" d="([^"]*)"/g)];
    // From 0.5 to 29 s, up to 100 per second; in the middle of each minute.
    expect(lines.map(([, , kind, line]) => [kind, line])).to.deep.equal([
      ["blue", "M157.9,0.00L508.8,30.00"],
      ["green", "M157.9,100.00L508.8,70.00L859.6,0.00"],
    ]);
    expect(page).to.not.include('class="bars');
    expect(page).to.include("Of 3,000 requests that the load balancers counted, none got a 5xx.");
    expect(page).to.include(
      "users: median 12 ms before and 8 ms after, by the load balancers&#39; metrics",
    );
    record.traffic[1]!.minutes[1]!.errors = 4;
    expect(reportPage(record)).to.include(
      "Maybe: no alarm went off, but there were errors. Of 3,000 requests",
    );
    expect(reportPage(record)).to.include('class="bars failed" d="M508.8,100V99.60"');
  });

  it("folds away the output of tests", () => {
    expect(reportPage(exampleRecord())).to.include(
      '<summary>✔ npm test (0.8 s)</summary> <pre tabindex="0">12 passing</pre>',
    );
  });
});

describe("the bands of a timeline", () => {
  it("are the parts of a release by name, in place of numbers of steps", () => {
    const named = bandsOf(exampleRecord()).map(({ name, fromMs, toMs }) => [name, toMs - fromMs]);
    expect(named).to.deep.equal([
      ["check", 500],
      ["start", 7000],
      ["test", 1000],
      ["switch", 6000],
      ["drain", 7250],
      ["stop", 6750],
    ]);
  });

  it("come from the updates and the time between them where no steps are known", () => {
    const named = bandsOf({ ...exampleRecord(), steps: [] }).map(({ name, fromMs, toMs }) => [
      name,
      toMs - fromMs,
    ]);
    expect(named).to.deep.equal([
      ["start", 5900],
      ["test", 2100],
      ["switch", 5800],
      ["drain", 7500],
      ["stop", 6100],
    ]);
  });
});
