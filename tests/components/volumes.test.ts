import { expect } from "chai";
import { keptSettings } from "../../config/definition";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";
import { retire, stage, switchOver } from "../../release/transitions";
import { config, settingsOf } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find } from "./find";
import { phases, programAt, releasedWith } from "./phases";

const raw = (users: object) =>
  config({ users: { ruleSlot: 0, ...users }, matching: { ruleSlot: 1 } });

async function upAt(state: ReleaseState, users: object, more: object = {}): Promise<Run> {
  const run = await runProgram({
    config: { ...raw(users), ...toDerivedConfig(state) },
    deployed: { release: state, colorSecret: "s3cret" },
    ...more,
  });
  expect(run.error).to.equal(undefined);
  return run;
}

const serving = (users: object) => upAt(releasedWith(phases.idle, raw(users)), users);

function mountedBy(run: Run, fleet: string) {
  const { volumes, ephemeralStorage, containerDefinitions } = find(
    run,
    "TaskDefinition",
    fleet,
  ).inputs;
  const [container] = JSON.parse(containerDefinitions as string) as [{ mountPoints?: unknown }];
  return { volumes, ephemeralStorage, mountPoints: container.mountPoints };
}

/** On port 2049, with whether it is protected. */
const opened = (run: Run) =>
  all(run, "SecurityGroupEgressRule")
    .filter(({ name }) => name.endsWith("-out-2049"))
    .map(({ name, protect }) => `${name}${protect ? " protected" : ""}`);

const statements = (run: Run) =>
  all(run, "RolePolicy")
    .filter(({ name }) => name === "users-task")
    .flatMap(
      ({ inputs }) => (JSON.parse(inputs["policy"] as string) as { Statement: object[] }).Statement,
    );

const volumes = [
  { path: "/tmp", temporary: true },
  { path: "/data", efs: "fs-01234567", accessPoint: "fsap-89abcdef" },
  { path: "/shared", efs: "fs-0123456789abcdef0", readOnly: true },
];
const arn = "arn:aws:elasticfilesystem:eu-central-1:123456789012";
const mayMount = [
  {
    Effect: "Allow",
    Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
    Resource: `${arn}:file-system/fs-01234567`,
    Condition: {
      StringEquals: { "elasticfilesystem:AccessPointArn": `${arn}:access-point/fsap-89abcdef` },
    },
  },
  {
    Effect: "Allow",
    Action: ["elasticfilesystem:ClientMount"],
    Resource: `${arn}:file-system/fs-0123456789abcdef0`,
  },
];

describe("the volumes of a fleet", () => {
  it("are mounted where its settings say, file systems encrypted and with the tasks' role", async () => {
    const run = await serving({ volumes, ephemeralGiB: 50 });
    expect(mountedBy(run, "users-blue")).to.deep.equal({
      volumes: [
        {
          name: "volume-1",
          efsVolumeConfiguration: {
            fileSystemId: "fs-01234567",
            transitEncryption: "ENABLED",
            authorizationConfig: { accessPointId: "fsap-89abcdef", iam: "ENABLED" },
          },
        },
        {
          name: "volume-2",
          efsVolumeConfiguration: {
            fileSystemId: "fs-0123456789abcdef0",
            transitEncryption: "ENABLED",
            authorizationConfig: { iam: "ENABLED" },
          },
        },
        { name: "volume-3" },
      ],
      ephemeralStorage: { sizeInGib: 50 },
      mountPoints: [
        { sourceVolume: "volume-1", containerPath: "/data", readOnly: false },
        { sourceVolume: "volume-2", containerPath: "/shared", readOnly: true },
        { sourceVolume: "volume-3", containerPath: "/tmp", readOnly: false },
      ],
    });
    expect(statements(run)).to.deep.equal(mayMount);
    expect(opened(run)).to.deep.equal(["users-tasks-out-2049 protected"]);
  });

  it("leave the definition as it was where there are none", async () => {
    const run = await serving({});
    expect(mountedBy(run, "users-blue")).to.deep.equal({
      ...{ volumes: undefined, ephemeralStorage: undefined, mountPoints: undefined },
    });
    expect([opened(run), statements(run)]).to.deep.equal([[], []]);
    // In any order they are the same.
    const one = mountedBy(await serving({ volumes }), "users-blue");
    const other = mountedBy(await serving({ volumes: [...volumes].reverse() }), "users-blue");
    expect(one).to.deep.equal(other);
  });

  it("open no port and grant nothing for a temporary folder", async () => {
    const run = await serving({ volumes: volumes.slice(0, 1) });
    expect(mountedBy(run, "users-blue").volumes).to.deep.equal([{ name: "volume-1" }]);
    expect([opened(run), statements(run)]).to.deep.equal([[], []]);
  });

  it("come and go with a release, and port and rights with the last fleet that needs them", async () => {
    const before = { volumes };
    const after = { volumes: volumes.slice(0, 1) };
    const state = releasedWith(phases.idle, raw(before));
    // An edit by itself changes nothing.
    expect(mountedBy(await upAt(state, after), "users-blue")).to.deep.equal(
      mountedBy(await upAt(state, before), "users-blue"),
    );
    const settings = keptSettings(settingsOf(raw(after)).services["users"]!);
    const staged = stage(state, {
      ...{ id: "r-2", owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
      services: { users: { image: "users@sha256:3333", size: 2, settings } },
    });
    for (const at of [staged, switchOver(staged)]) {
      const run = await upAt(at, after);
      expect(mountedBy(run, "users-green").volumes).to.deep.equal([{ name: "volume-1" }]);
      expect(opened(run)).to.deep.equal(["users-tasks-out-2049"]);
      expect(statements(run)).to.deep.equal(mayMount);
    }
    const done = await upAt(retire(switchOver(staged)), after);
    expect([opened(done), statements(done)]).to.deep.equal([[], []]);
  });

  it("of a role that somebody else made need that role's own policies", async () => {
    const run = await serving({ volumes, roleArn: "arn:aws:iam::123456789012:role/team/users" });
    expect(statements(run)).to.deep.equal([]);
    expect(opened(run)).to.deep.equal(["users-tasks-out-2049 protected"]);
  });

  it("are empty folders in a preview, which runs anybody's code", async () => {
    const { outputs } = await programAt("idle");
    const state = releasedWith(phases.idle, raw({ volumes }));
    const run = await upAt(
      state,
      { volumes },
      {
        config: { ...raw({ volumes }), foundation: "base", ...toDerivedConfig(state) },
        others: { base: outputs! },
      },
    );
    expect(mountedBy(run, "users-blue")).to.deep.include({
      volumes: [{ name: "volume-1" }, { name: "volume-2" }, { name: "volume-3" }],
    });
    expect([opened(run), statements(run)]).to.deep.equal([[], []]);
  });
});
