import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { bluegreen } from "./run";

const secret = "canary-of-a-secret";
const hours = { from: '"09:00"', to: '"16:00"' };
const lines = [
  "config:",
  "  aws:region: eu-central-1",
  "  bluegreen:domain: dev.example.com",
  "  bluegreen:services: {users: {canary: {steps: [{percent: 10, minutes: 30}]}}}",
];

/** Who is notified, who approves, and when: refused before Pulumi is looked for, so that nothing can change. */
describe("the command line, given settings that can't be meant,", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bluegreen-bad-input-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: bluegreen\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What is wrong, a line each; the files are as they were. */
  function refused(...settings: string[]): string[] {
    const text = [...lines, ...settings.map((line) => `  bluegreen:${line}`), ""].join("\n");
    const file = join(folder, "Pulumi.dev.yaml");
    writeFileSync(file, text);
    const args = ["deploy", "--stack", "dev", "--service", "users", "--image", "users:1"];
    const { exitCode, stdout, stderr } = bluegreen(args, folder);
    expect([exitCode, stdout], stderr).to.deep.equal([2, ""]);
    expect(stderr).to.match(/^error: .*; nothing was changed$/m);
    expect(stderr).to.not.include(secret);
    expect(readFileSync(file, "utf8")).to.equal(text);
    expect(readdirSync(folder).sort()).to.deep.equal(["Pulumi.dev.yaml", "Pulumi.yaml"]);
    return stderr.split("\n").filter((line) => line.includes("`"));
  }

  it("says everything that is wrong with receivers, without what may be a secret", () => {
    const found = refused(
      `notify: [{to: slack, url: "https://hooks.slack.com/${secret}"}, {to: github, token: ${secret}},` +
        ` {to: sns, topic: ${secret}}, {to: ${secret}}]`,
      `reports: https://${secret}.example.com`,
      "approval: {expiresHours: 0}",
    ).join("\n");
    for (const key of ["notify.0.url", "notify.1.token", "notify.2.topic", "notify.3.to"]) {
      expect(found).to.include(`\`${key}\` must be `);
    }
    expect(found).to.include("if this is the secret itself, store it in SSM or Secrets Manager");
    expect(found).to.include("`reports`").and.include("`approval.expiresHours`");
  });

  it("says which time zone is unknown, and which window never opens or is too short", () => {
    const window = (more: string) => `windows: [{days: mon-fri, ${more}}]`;
    const { from, to } = hours;
    expect(refused(window(`from: ${from}, to: ${to}, zone: Europe/Berlim`)).join()).to.match(
      /`windows\.0\.zone` .*Europe\/Berlim/,
    );
    expect(refused(window(`from: ${from}, to: ${from}, zone: UTC`)).join()).to.include(
      "is the same time as `from`, so the window never opens",
    );
    expect(refused(window(`from: ${from}, to: "09:10", zone: UTC`)).join()).to.include(
      "`windows` are never open for more than 10 minutes at a time",
    );
  });
});
