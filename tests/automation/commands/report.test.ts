import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { writePage } from "../../../automation/commands/recorded";
import type { VerifyParts } from "../../../automation/commands/verify";
import { report } from "../../../automation/commands/report";
import { type ReleaseRecord, releaseRecordSchema } from "../../../automation/record/schema";
import type { DeployError } from "../../../automation/world/errors";
import { api, imageOf, serving } from "./servingWorld";

const command = "bluegreen report --stack dev";

async function world() {
  const made = await serving({ users: api });
  const { stack } = made.ports;
  const verifyParts = () => ({ ports: made.ports }) as unknown as VerifyParts;
  const session = {
    ...{ verifyParts, command },
    ...{ stack, history: () => Promise.resolve(made.updates) },
    machine: { host: "vm", nowMs: () => made.ports.clock.nowMs(), process: () => null },
  };
  const ask = (release?: string, more: { out?: string; record?: string } = {}) =>
    report(session, { ...(release && { release }), ...more });
  return { ...made, ask };
}

describe("`report`", () => {
  it("says what history knows of the last release", async () => {
    const made = await world();
    made.edit("users", { ...api, cpu: 512, environment: { A: "b" } });
    await made.release([imageOf("2")]);
    const { text, json, exitCode } = await made.ask();
    const lines = text.split("\n");
    expect(lines[1]).to.match(
      /^2026-01-01 \d\d:\d\d:\d\d UTC to \d\d:\d\d:\d\d UTC, by [^;]+; drain \d+ s$/,
    );
    expect([exitCode, lines.toSpliced(1, 1)]).to.deep.equal([
      0,
      [
        "release r-2 of users in dev: done",
        "did anybody notice? Not known: Pulumi's history keeps neither requests nor alarms.",
        "what changed:",
        "  - users: sha256:111111111111 -> sha256:222222222222",
        "  - users, cpu: 256 -> 512",
        "  - users, environment.A: not set -> a value",
        "is it faster or slower?",
        "  - Not measured: to measure releases of a service, add `compare` or `canary` to its settings.",
        "what is running now:",
        "  - users: sha256:222222222222 on green, 2 tasks",
      ],
    ]);
    const record = releaseRecordSchema.parse(json);
    expect(record).to.deep.equal(json);
    expect(record.made.command).to.equal(command);
    expect(record.sources).to.deep.include({ ups: ["history"], steps: [], alarms: [] });
  });

  it("estimates what ran beside production, by the times of the `up`s", async () => {
    const made = await world();
    await made.release([imageOf("2")]);
    const usd = { fargateVcpuHourX86: 0.04, fargateGbHourX86: 0.004 };
    const list = {
      region: "eu-central-1",
      usd,
      from: "api" as const,
      date: "2026-01-01",
      why: null,
    };
    made.ports.prices = { list: () => Promise.resolve(list) };
    const { json, text } = await made.ask();
    const { bill, sources, ups } = json as ReleaseRecord;
    const of = (verb: string) => ups.find((one) => one.verb === verb)!;
    const endMs = Date.parse(of("retire").startedAt) + of("retire").seconds! * 1000;
    const seconds = (endMs - Date.parse(of("stage").startedAt)) / 1000;
    expect(seconds).to.be.greaterThan(0);
    expect(bill).to.deep.include({ tasks: 2, taskSeconds: 2 * seconds, from: "ups", unknown: [] });
    expect(bill!.prices).to.deep.equal({ region: "eu-central-1", from: "api", date: "2026-01-01" });
    expect(sources.bill).to.deep.equal(["history"]);
    expect(text).to.include(`what did it cost?\n  - ${bill!.text}`);
    made.ports.prices = { list: () => Promise.reject(new Error("no answer")) };
    expect(((await made.ask()).json as ReleaseRecord).bill).to.equal(null);
  });

  it("asks the load balancers for what they counted, once that can be read", async () => {
    const made = await world();
    await made.release([imageOf("2")]);
    await made.ports.clock.sleep(600_000);
    const latency = { requests: 600, p10: 0.001, p50: 0.01, p90: 0.02, p99: 0.08 };
    made.ports.metrics.percentiles = () => Promise.resolve({ blue: latency, green: latency });
    const { text, json } = await made.ask();
    const { traffic, sources, startedAt } = json as ReleaseRecord;
    const minutes = traffic[0]!.minutes.length;
    expect(minutes).to.be.at.least(2);
    expect(Date.parse(traffic[0]!.minutes[0]!.at)).to.be.at.most(Date.parse(startedAt));
    expect(sources.traffic).to.deep.equal(["observed"]);
    expect(text).to.include(
      "did anybody notice? Not known: Pulumi's history keeps no alarms. Of " +
        `${(minutes * 1200).toLocaleString("en-US")} requests that the load balancers counted, none got a 5xx.`,
    );
    expect(text).to.include("users: median 10 ms before and 10 ms after, by the load balancers'");
    made.ports.metrics.minutes = () => Promise.reject(new Error("no permission"));
    expect(((await made.ask()).json as ReleaseRecord).sources.traffic).to.deep.equal([]);
  });

  it("finds an earlier release by its id, and what it brought", async () => {
    const made = await world();
    await made.release([imageOf("2")]);
    const { text, json } = await made.ask("r-1");
    expect(text).to.include("  - users: sha256:111111111111, its first version\n");
    expect((json as ReleaseRecord).services[0]!.before).to.equal(null);
  });

  it("writes a page, also of a record that was kept, which knows more", async () => {
    const made = await world();
    await made.release([imageOf("2")]);
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    try {
      const out = join(folder, "pages");
      const { text, json } = await made.ask("r-2", { out });
      expect(text.split("\n").at(-1)).to.equal(`page: ${join(out, "release-r-2.html")}`);
      expect(readFileSync(join(out, "release-r-2.html"), "utf8")).to.include(
        '<h1 class="">Release r-2 of users in dev: done</h1>',
      );
      const record = join(folder, "release.json");
      const tests = [{ name: "GET /", ok: true, seconds: 1, reason: "", output: "" }];
      writeFileSync(record, JSON.stringify({ ...json, tests }));
      const again = await made.ask(undefined, { record, out });
      expect((again.json as ReleaseRecord).tests).to.deep.equal(tests);
      expect(readFileSync(join(out, "release-r-2.html"), "utf8")).to.include("✔ GET / (1.0 s)");
      const resumed = { resumedAt: "2026-01-01T12:00:00.000Z", reasons: ["a hook failed"] };
      writeFileSync(record, JSON.stringify({ ...json, ...resumed }));
      const lines = (await made.ask(undefined, { record })).text.split("\n");
      expect(lines[1]).to.match(/, by .+; resumed at 12:00:00 UTC; drain \d+ s$/);
      expect(lines.slice(-2)).to.deep.equal(["what failed afterwards:", "  - a hook failed"]);
      writeFileSync(record, JSON.stringify({ ...json, version: 99 }));
      for (const [options, found] of [
        [{ record }, `${record} is a record of version 99; this deployer reads version 1`],
        [{ record: join(folder, "none") }, `there is no file ${join(folder, "none")}`],
      ] as const) {
        const refusal = await made.ask(undefined, options).catch((error: unknown) => error);
        expect((refusal as DeployError).found).to.equal(found);
      }
      writeFileSync(record, JSON.stringify({ ...json, stack: "prod" }));
      const other = await made.ask(undefined, { record }).catch((error: unknown) => error);
      expect((other as DeployError).found).to.equal(`${record} is a record of stack prod`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses a folder that can't be written to, and one in which the page can't be written", async () => {
    const made = await world();
    await made.release([imageOf("2")]);
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    try {
      const file = join(folder, "file");
      writeFileSync(file, "kept");
      const page = join(folder, "release-r-2.html");
      mkdirSync(page);
      for (const [out, found, reason] of [
        [file, `${file} is no folder to write to; nothing was changed`, /EEXIST|ENOTDIR/],
        [join(file, "in"), `${file}/in is no folder to write to; nothing was changed`, /ENOTDIR/],
        // Where the file system makes no folders, as on Linux.
        ["/proc/none/in", "/proc/none/in is no folder to write to; nothing was changed", /E\w+: /],
        [
          folder,
          `the page could not be written to ${folder}; nothing was changed`,
          /EISDIR|EEXIST/,
        ],
      ] as const) {
        const refusal = await made.ask("r-2", { out }).catch((error: unknown) => error);
        expect(refusal).to.deep.include({ kind: "refused", found });
        expect((refusal as DeployError).reasons.join()).to.match(reason);
      }
      expect(readFileSync(file, "utf8")).to.equal("kept");
      expect(readdirSync(folder).sort()).to.deep.equal(["file", "release-r-2.html"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("writes no page outside of its folder, whatever history calls a release", async () => {
    const made = await world();
    const { json } = await made.ask();
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    try {
      const path = await writePage(folder, { ...(json as ReleaseRecord), release: "../../up" });
      expect(path).to.equal(join(folder, "release-______up.html"));
      expect(readdirSync(folder)).to.deep.equal(["release-______up.html"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses a release that history does not have", async () => {
    const { ask } = await world();
    const refusal = await ask("r-99").catch((error: unknown) => error as DeployError);
    expect(refusal).to.include({
      kind: "refused",
      found: "r-99 is not among the last releases of dev",
      next: "bluegreen history --stack dev --limit 50",
    });
  });

  it("refuses a stack without releases", async () => {
    const made = await world();
    made.updates.length = 0;
    const refusal = await made.ask().catch((error: unknown) => error as DeployError);
    expect(refusal).to.include({
      found: "dev has no releases yet",
      next: "bluegreen status --stack dev",
    });
  });
});
