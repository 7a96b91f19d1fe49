import { expect } from "chai";
import { runningChanges, shapeOf } from "../../config/runningChanges";
import type { ReleaseState } from "../../release/state";
import { config, settingsOf } from "./samples";

function running(size: number): ReleaseState {
  const stopped = { image: null, size: 0 };
  const fleets = { blue: { image: "users@sha256:1", size }, green: stopped };
  return { revision: 1, services: { users: { activeColor: "blue", fleets } }, current: null };
}

const before = { users: { kind: "api" as const, port: 8080, compute: "fargate" as const } };
const wanted = settingsOf(config({ users: { port: 9090, compute: { type: "ec2" } } }));

describe("settings of a running service", () => {
  it("are each named if changing them would stop its fleet", () => {
    const rest =
      "and the change would stop it. Set it back, and make the change by adding a " +
      "service under another name";
    expect(runningChanges(wanted, running(2), before)).to.deep.equal([
      `\`services.users.port\` is 9090, but users is running with 8080, ${rest}`,
      `\`services.users.compute\` is ec2, but users is running with fargate, ${rest}`,
    ]);
  });

  it("may change once it has stopped, and a new service may have any", () => {
    expect(runningChanges(wanted, running(0), before)).to.deep.equal([]);
    expect(runningChanges(wanted, undefined, {})).to.deep.equal([]);
  });

  it("keep its kind, also if an older version of the program recorded none", () => {
    const worker = settingsOf(
      config({ users: { kind: "worker", selfTest: { command: ["true"] } } }),
    );
    const rest = "Set it back, and make the change by adding a service under another name";
    const told =
      "`services.users.kind` is worker, but users is running with api, and the change " +
      `would stop it. ${rest}`;
    expect(runningChanges(worker, running(2), before)).to.deep.equal([told]);
    const old = { users: { port: 8080, compute: "fargate" as const } };
    expect(runningChanges(worker, running(2), old)).to.deep.equal([told]);
    expect(runningChanges(worker, running(0), old)).to.deep.equal([]);
    const between = { id: "r", phase: "switched", owner: "", startedAt: "" } as const;
    const current = { ...between, services: { users: { candidate: "green" } } } as const;
    expect(runningChanges(worker, { ...running(0), current }, before)).to.deep.equal([told]);
  });

  it("keep its slot, once that is recorded", () => {
    const moved = settingsOf(config({ users: { ruleSlot: 7 } }));
    const recorded = { users: { ...before.users, ruleSlot: 3 } };
    expect(runningChanges(moved, running(2), recorded)).to.deep.equal([
      "`services.users.ruleSlot` is 7, but users is running with 3, and the change " +
        "would stop it. Set it back, and make the change by adding a service under " +
        "another name",
    ]);
    expect(runningChanges(moved, running(0), recorded)).to.deep.equal([]);
    expect(runningChanges(moved, running(2), before)).to.deep.equal([]);
  });

  it("may change in everything else", () => {
    const settings = settingsOf(config({ users: { size: 5, cpu: 512, memoryMiB: 1024 } }));
    expect(shapeOf("users", settings.services["users"]!)).to.deep.include(before.users);
    expect(runningChanges(settings, running(2), before)).to.deep.equal([]);
  });
});
