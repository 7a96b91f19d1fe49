import { expect } from "chai";
import { report } from "../../../automation/commands/report";
import { type ReleaseRecord, releaseRecordSchema } from "../../../automation/record/schema";
import type { DeployError } from "../../../automation/world/errors";
import { api, imageOf, serving } from "./servingWorld";

const command = "bluegreen report --stack dev";

async function world() {
  const made = await serving({ users: api });
  const { stack } = made.ports;
  const session = {
    ...{ stack, history: () => Promise.resolve(made.updates) },
    machine: { host: "vm", nowMs: () => made.ports.clock.nowMs(), process: () => null },
  };
  const ask = (release?: string) => report(session, release ? { release } : {}, command);
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
      /^2026-01-01 \d\d:\d\d:\d\d UTC to \d\d:\d\d:\d\d UTC, drain \d+ s, by /,
    );
    expect([exitCode, lines.toSpliced(1, 1)]).to.deep.equal([
      0,
      [
        "release r-2 of users in dev: done",
        "did anybody notice? Not known: Pulumi's history keeps neither requests nor alarms.",
        "what changed:",
        "  - users: sha256:111111111111 -> sha256:222222222222",
        "  - users, cpu: 256 -> 512",
        "  - users, environment.A: not set -> ***",
        "is it faster or slower?",
        "  - Not measured: `compare` or `canary` in a service's settings would.",
        "what is running now:",
        "  - users: sha256:222222222222 on green, 2 tasks",
      ],
    ]);
    const record = releaseRecordSchema.parse(json);
    expect(record).to.deep.equal(json);
    expect(record.made.command).to.equal(command);
    expect(record.sources).to.deep.include({ ups: ["history"], steps: [], alarms: [] });
  });

  it("finds an earlier release by its id, and what it brought", async () => {
    const made = await world();
    await made.release([imageOf("2")]);
    const { text, json } = await made.ask("r-1");
    expect(text).to.include("  - users: sha256:111111111111, its first version\n");
    expect((json as ReleaseRecord).services[0]!.before).to.equal(null);
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
