import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { explanations } from "../../automation/course/explain";
import { eventsPage } from "../../tools/docs/events";
import { recordPage } from "../../tools/docs/record";
import { withGenerated } from "../../tools/docs/runbook";
import { settingsPage } from "../../tools/docs/settings";
import { sixStepsSvg } from "../../tools/docs/sixSteps";

const committed = (name: string) => readFileSync(join(__dirname, "../../docs", name), "utf8");

describe("the generated parts of the documentation", () => {
  it("are up to date with `npm run docs`: the picture of the six steps", () => {
    expect(committed("six-steps.svg")).to.equal(sixStepsSvg());
  });

  it("are up to date with `npm run docs`: when a change of each setting takes effect", () => {
    expect(committed("settings.md")).to.equal(settingsPage());
    expect(settingsPage()).to.match(/^\| `cpu` \| with the service's next release/m);
    expect(settingsPage()).to.match(/^\| `size` \| with the next/m);
    expect(settingsPage()).to.match(/^\| `network` \| not while it serves/m);
  });

  it("are up to date with `npm run docs`: the fields of a release's record", () => {
    expect(committed("record.md")).to.equal(recordPage());
    expect(recordPage()).to.match(
      /^\| `services\[\]\.before\.image` \| string \| pinned by digest/m,
    );
  });

  it("are up to date with `npm run docs`: the events of a release", () => {
    expect(committed("events.md")).to.equal(eventsPage());
    expect(eventsPage()).to.match(/^\| `services\[\]\.sharePercent` \| number \| of production/m);
  });

  it("follow the reader's color scheme in the picture", () => {
    expect(sixStepsSvg()).to.contain("@media (prefers-color-scheme: dark)");
  });

  const runbook = committed("RUNBOOK.md");

  it("are as `npm run docs` writes them: exit codes, phases and steps in the runbook", () => {
    expect(runbook).to.equal(withGenerated(runbook));
  });

  it("have a heading for each explanation, under the chapter of its kind", () => {
    const chapters = runbook.split(/^## /m).slice(1);
    const headings = (title: string) =>
      chapters
        .find((chapter) => chapter.startsWith(`${title}\n`))!
        .split("\n")
        .filter((line) => line.startsWith("### ")).length;
    const count = (kind: string) => explanations().filter((one) => one.kind === kind).length;
    expect([
      headings("Exit codes"),
      headings("What `status` says"),
      headings("Steps"),
    ]).to.deep.equal([count("exit"), count("phase"), count("step")]);
  });

  it("come back when somebody edits them by hand, and the rest stays", () => {
    const edited = runbook
      .replace("### Exit code 4:", "### Exit code 44:")
      .replace("# Runbook", "# The runbook");
    expect(withGenerated(edited)).to.equal(runbook.replace("# Runbook", "# The runbook"));
  });

  it("are missed where the runbook has no place for them", () => {
    const without = runbook.replace("<!-- end: phase -->", "");
    expect(() => withGenerated(without)).to.throw("<!-- end: phase -->");
  });
});
