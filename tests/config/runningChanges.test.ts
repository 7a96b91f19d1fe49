import { expect } from "chai";
import { sentence } from "../../config/problem";
import { calledChanges, runningChanges, shapeOf } from "../../config/runningChanges";
import type { ReleaseState } from "../../release/state";
import { config, settingsOf } from "./samples";

function running(size: number): ReleaseState {
  const stopped = { image: null, size: 0 };
  const fleets = { blue: { image: "users@sha256:1", size }, green: stopped };
  return { revision: 1, services: { users: { activeColor: "blue", fleets } }, current: null };
}

const stopped: ReleaseState = {
  ...running(0),
  services: { users: { ...running(0).services["users"]!, activeColor: null } },
};
const before = { users: { kind: "api" as const, port: 8080, compute: "fargate" as const } };
const problemsOf = (...args: Parameters<typeof runningChanges>) =>
  runningChanges(...args).map(({ problem }) => sentence(problem));
const wanted = settingsOf(config({ users: { port: 9090, compute: { type: "ec2" } } }));

describe("settings of a running service", () => {
  it("are each named if changing them would stop its fleet", () => {
    const rest = "and the change would interrupt it";
    expect(problemsOf(wanted, running(2), before)).to.deep.equal([
      `\`services.users.port\` is 9090, but users is running with 8080, ${rest}`,
      `\`services.users.compute.type\` is ec2, but users is running with fargate, ${rest}`,
    ]);
  });

  it("may change once it has stopped, and a new service may have any", () => {
    expect(problemsOf(wanted, stopped, before)).to.deep.equal([]);
    expect(problemsOf(wanted, undefined, {})).to.deep.equal([]);
  });

  it("keep its kind, also if an older version of the program recorded none", () => {
    const worker = settingsOf(
      config({ users: { kind: "worker", selfTest: { command: ["true"] } } }),
    );
    const told =
      "`services.users.kind` is worker, but users is running with api, and the change would interrupt it";
    expect(problemsOf(worker, running(2), before)).to.deep.equal([told]);
    const old = { users: { port: 8080, compute: "fargate" as const } };
    expect(problemsOf(worker, running(2), old)).to.deep.equal([told]);
    expect(problemsOf(worker, stopped, old)).to.deep.equal([]);
    const between = { id: "r", phase: "switched", owner: "", startedAt: "" } as const;
    const current = { ...between, services: { users: { candidate: "green" } } } as const;
    expect(problemsOf(worker, { ...stopped, current }, before)).to.deep.equal([told]);
  });

  it("may move its rules to another slot, unless callers know its port from it", () => {
    const moved = settingsOf(config({ users: { ruleSlot: 7 } }));
    const recorded = { ...before.users, ruleSlot: 3 };
    const called = { users: { ...recorded, privateName: "users.internal.dev.example.com" } };
    const told =
      "`services.users.ruleSlot` is 7, but users is running with 3, and the change would interrupt it";
    expect(problemsOf(moved, running(2), { users: recorded })).to.deep.equal([]);
    expect(problemsOf(moved, running(2), called)).to.deep.equal([told]);
    expect(problemsOf(moved, stopped, called)).to.deep.equal([]);
    expect(problemsOf(moved, running(2), before)).to.deep.equal([]);
    const caller = running(2);
    caller.services["matching"] = structuredClone(caller.services["users"]!);
    caller.services["matching"].fleets.blue.settings = { calls: ["users"] };
    expect(problemsOf(moved, caller, { users: recorded })).to.deep.equal([told]);
  });

  it("may change in everything else", () => {
    const settings = settingsOf(config({ users: { size: 5, cpu: 512, memoryMiB: 1024 } }));
    expect(shapeOf("users", settings.services["users"]!)).to.deep.include(before.users);
    expect(problemsOf(settings, running(2), before)).to.deep.equal([]);
  });
});

describe("the address of a service that never served", () => {
  const never = { image: null, size: 0 };
  const matching = (calls: string[]) => ({
    activeColor: "blue" as const,
    fleets: { blue: { image: "matching@sha256:1", size: 2, settings: { calls } }, green: never },
  });
  const deployed = (calls: string[]): ReleaseState => ({
    revision: 1,
    services: {
      matching: matching(calls),
      users: { activeColor: null, fleets: { blue: never, green: never } },
    },
    current: null,
  });
  const made = {
    users: {
      ...{ kind: "api" as const, port: 8080, ruleSlot: 3, compute: "fargate" as const },
      privateName: "users.internal.dev.example.com",
    },
  };
  const edited = (users: object) => settingsOf(config({ users }));
  const keysOf = (users: object, calls = ["users"]) =>
    calledChanges(edited(users), deployed(calls), made).map(({ problem }) => sentence(problem));
  const fixed = (key: string) =>
    `\`services.users.${key}\` can't change: users is called at this address by matching`;

  it("stays while a service that calls it serves", () => {
    expect(keysOf({ ruleSlot: 3, host: "accounts" })).to.deep.equal([fixed("host")]);
    expect(keysOf({ ruleSlot: 7 })).to.deep.equal([fixed("ruleSlot")]);
    expect(keysOf({ kind: "worker", selfTest: { command: ["true"] } })).to.deep.equal([
      fixed("kind"),
    ]);
  });

  it("has no other host in another domain", () => {
    const moved = settingsOf({ ...config({ users: { ruleSlot: 3 } }), domain: "dev.example.org" });
    expect(calledChanges(moved, deployed(["users"]), made)).to.deep.equal([]);
  });

  it("may change where nobody that serves calls it, and everything else may change", () => {
    expect(keysOf({ host: "accounts", ruleSlot: 7 }, [])).to.deep.equal([]);
    expect(keysOf({ ruleSlot: 3, port: 9090, cpu: 512, memoryMiB: 1024 })).to.deep.equal([]);
  });
});
