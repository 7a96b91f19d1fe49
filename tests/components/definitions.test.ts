import { expect } from "chai";
import { keptSettings } from "../../config/definition";
import type { RawConfig } from "../../config/raw";
import { toDerivedConfig } from "../../release/derivedConfig";
import {
  type Color,
  colors,
  emptyState,
  type ReleaseState,
  withServices,
} from "../../release/state";
import { retire, stage, switchOver } from "../../release/transitions";
import { config, settingsOf } from "../config/samples";
import { type Registered, type Run, runProgram } from "./engine";
import { all, find } from "./find";
import { phases } from "./phases";

const services = (users: object) =>
  config({
    users: { ruleSlot: 0, port: 8080, ...users },
    matching: { ruleSlot: 1, port: 9090, compute: { type: "ec2" } },
  });

/** An edit of everything that a release brings. */
const edits = {
  capacity: { base: 1, spotPercent: 50 },
  cpu: 1024,
  memoryMiB: 2048,
  architecture: "ARM64",
  command: ["node", "other.js"],
  entryPoint: ["/init"],
  user: "node",
  workingDirectory: "/srv",
  ulimits: { nofile: 1024 },
  init: false,
  permissions: [{ actions: ["sqs:SendMessage"], resources: ["*"] }],
  policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
  volumes: [
    { path: "/tmp", temporary: true },
    { path: "/data", efs: "fs-01234567" },
  ],
  ephemeralGiB: 50,
  sidecars: { otel: { image: `ghcr.io/team/otel:1@sha256:${"1".repeat(64)}` } },
  environment: { CRASH: "1" },
  secrets: { TOKEN: "/new/token" },
  secretsKmsKeyArn:
    "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
  calls: ["matching"],
  outboundPorts: [443, 5432],
  readonlyRootFilesystem: false,
  droppedCapabilities: ["ALL"],
  healthCheck: { path: "/only-the-new-image-has-it", port: 9000, intervalSeconds: 20 },
  slowStartSeconds: 60,
  stickySeconds: 3600,
  longestRequestSeconds: 90,
  deregistrationSeconds: 110,
  stopSeconds: 100,
  startSeconds: 900,
};

const secret = { colorSecret: "s3cret" };

/** What ECS and the load balancers have of a fleet, without what a release itself changes. */
function fleetOf(run: Run, color: Color): unknown {
  const inputs = ({ inputs: all }: Registered) => all;
  const { desiredCount, ...ecsService } = find(run, "Service", `users-${color}`).inputs;
  return {
    definition: inputs(find(run, "TaskDefinition", `users-${color}`)),
    ecsService,
    targetGroups: colors.map((edge) =>
      inputs(find(run, "TargetGroup", `users-${color[0]}${edge[0]}`)),
    ),
  };
}

const upAt = (release: ReleaseState, edited: object) =>
  runProgram({
    config: { ...services(edited), ...toDerivedConfig(release) },
    deployed: { release, ...secret },
  });

describe("a fleet's definition in the program", () => {
  it("stays as it was released when the settings are edited, in every phase", async () => {
    for (const phase of ["idle", "staged", "switched", "returning"] as const) {
      const release = phases[phase];
      const { activeColor } = release.services["users"]!;
      const [before, after] = [await upAt(release, {}), await upAt(release, edits)];
      expect(after.error, phase).to.equal(undefined);
      // What one service calls gets private load balancers at once; no task changes by that.
      expect(fleetOf(after, activeColor!), phase).to.deep.equal(fleetOf(before, activeColor!));
    }
  });

  it("is the same in whatever order variables and secrets are recorded, since Pulumi's state keeps none", async () => {
    const kept = keptSettings(settingsOf(services({})).services["users"]!);
    const definitionOf = async (environment: object, secrets: object) => {
      const { users, ...others } = phases.idle.services;
      const blue = { ...users!.fleets.blue, settings: { ...kept, environment, secrets } };
      const fleets = { ...users!.fleets, blue };
      const release = { ...phases.idle, services: { ...others, users: { ...users!, fleets } } };
      return find(await upAt(release as ReleaseState, {}), "TaskDefinition", "users-blue").inputs;
    };
    const one = await definitionOf({ A: "1", Z: "2" }, { B: "/b", C: "/c" });
    expect(await definitionOf({ Z: "2", A: "1" }, { C: "/c", B: "/b" })).to.deep.equal(one);
  });

  it("stays in a plain `up` too, which needs no deployer", async () => {
    const release = phases.idle;
    const plain = await runProgram({ config: services(edits), deployed: { release, ...secret } });
    expect(plain.error).to.equal(undefined);
    expect(fleetOf(plain, "blue")).to.deep.equal(fleetOf(await upAt(release, {}), "blue"));
  });

  it("is new for the candidate alone, which the release brings up with the edited settings", async () => {
    const settings = keptSettings(settingsOf(services(edits)).services["users"]!);
    const request = {
      ...{ id: "r-2", owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
      services: { users: { image: "users@sha256:3333", size: 2, settings } },
    };
    const staged = stage(phases.idle, request);
    const run = await upAt(staged, edits);
    const { cpu, containerDefinitions } = find(run, "TaskDefinition", "users-green").inputs;
    expect(cpu).to.equal("1024");
    const [container] = JSON.parse(containerDefinitions as string) as { environment: object[] }[];
    expect(container!.environment).to.deep.include({ name: "CRASH", value: "1" });
    expect(fleetOf(run, "blue")).to.deep.equal(fleetOf(await upAt(phases.idle, {}), "blue"));
    // Rights and ports are those of both for as long as either may run.
    expect(portsOf(run)).to.deep.equal([2049, 443, 5432]);
    const done = retire(switchOver(staged));
    expect(portsOf(await upAt(done, {}))).to.deep.equal([2049, 443, 5432]);
    const first = {
      ...request,
      services: {
        users: {
          ...request.services.users,
          settings: keptSettings(settingsOf(services({})).services["users"]!),
        },
      },
    };
    const narrowed = stage(done, first);
    expect(portsOf(await upAt(narrowed, {}))).to.deep.equal([2049, 443, 5432]);
    expect(portsOf(await upAt(retire(switchOver(narrowed)), {}))).to.deep.equal([443]);
  });

  it("brings the load balancers' idle timeout with its release, and keeps it while it may run", async () => {
    const longer = { longestRequestSeconds: 300 };
    const settings = keptSettings(settingsOf(services(longer)).services["users"]!);
    const request = {
      ...{ id: "r-2", owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
      services: { users: { image: "users@sha256:3333", size: 2, settings } },
    };
    const idleOf = async (release: ReleaseState, edited: object) =>
      find(await upAt(release, edited), "LoadBalancer", "edge-blue").inputs["idleTimeout"];
    expect(await idleOf(phases.idle, longer)).to.equal(60);
    const staged = stage(phases.idle, request);
    expect(await idleOf(staged, longer)).to.equal(300);
    const done = retire(switchOver(staged));
    expect(await idleOf(done, {})).to.equal(300);
  });

  it("of a first release that was rolled back stays, and the next one may be on other compute", async () => {
    const fargate = config({ matching: { ruleSlot: 1 } });
    const request = (raw: RawConfig) => ({
      ...{ id: "r-2", owner: "ann@ci:7", startedAt: "2026-01-01T00:00:00Z" },
      services: {
        matching: {
          ...{ image: "matching@sha256:1111", size: 1 },
          settings: keptSettings(settingsOf(raw).services["matching"]!),
        },
      },
    });
    const onInstances = config({ matching: { ruleSlot: 1, compute: { type: "ec2" } } });
    const first = stage(withServices(emptyState, ["matching"]), request(onInstances));
    const up = (release: ReleaseState, deployed: Run) =>
      runProgram({
        config: { ...fargate, ...toDerivedConfig(release) },
        deployed: { ...deployed.outputs, release },
      });
    const placeOf = (run: Run) => {
      expect(run.error).to.equal(undefined);
      const { requiresCompatibilities } = find(run, "TaskDefinition", "matching-blue").inputs;
      const { launchType, capacityProviderStrategies } = find(
        run,
        "Service",
        "matching-blue",
      ).inputs;
      const groups = all(run, "Group").map(({ name }) => name);
      return { requiresCompatibilities, launchType, capacityProviderStrategies, groups };
    };
    const before = await runProgram({ config: { ...onInstances, ...toDerivedConfig(first) } });
    const rolledBack = await up(retire(first), before);
    expect(placeOf(rolledBack)).to.deep.include({
      ...{ requiresCompatibilities: ["EC2"], launchType: undefined, groups: ["matching-blue"] },
      capacityProviderStrategies: [{ capacityProvider: "matching-blue-1a2b3c4", weight: 1 }],
    });
    const next = await up(stage(retire(first), request(fargate)), rolledBack);
    expect(placeOf(next)).to.deep.include({
      ...{ requiresCompatibilities: ["FARGATE"], launchType: "FARGATE", groups: [] },
      capacityProviderStrategies: undefined,
    });
    expect(
      next.resources.filter(({ type, protect }) => protect && /:ecs.*Service/.test(type)),
    ).to.deep.equal([]);
  });

  function portsOf(run: Run): unknown[] {
    return all(run, "SecurityGroupEgressRule")
      .filter(({ name }) => name.startsWith("users-tasks-out-"))
      .map(({ inputs }) => inputs["fromPort"])
      .sort();
  }
});
