import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { parseDeployedSettings } from "../../automation/adapters/pulumi/history";
import { keptSettings } from "../../config/definition";
import { withKeptSettings } from "../../config/upgrade";
import { toDerivedConfig } from "../../release/derivedConfig";
import {
  type Color,
  colors,
  isLegacy,
  parseState,
  phases as allPhases,
  type ReleaseState,
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
  cpu: 1024,
  memoryMiB: 2048,
  architecture: "ARM64",
  environment: { CRASH: "1" },
  secrets: { TOKEN: "/new/token" },
  secretsKmsKeyArn:
    "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555",
  calls: ["matching"],
  outboundPorts: [443, 5432],
  readonlyRootFilesystem: false,
  droppedCapabilities: ["ALL"],
  healthCheck: { path: "/only-the-new-image-has-it", intervalSeconds: 20 },
  longestRequestSeconds: 90,
  deregistrationSeconds: 120,
  stopSeconds: 70,
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
    expect(portsOf(run)).to.deep.equal([443, 5432]);
    const done = retire(switchOver(staged));
    expect(portsOf(await upAt(done, {}))).to.deep.equal([443, 5432]);
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
    expect(portsOf(await upAt(narrowed, {}))).to.deep.equal([443, 5432]);
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

  function portsOf(run: Run): unknown[] {
    return all(run, "SecurityGroupEgressRule")
      .filter(({ name }) => name.startsWith("users-tasks-out-"))
      .map(({ inputs }) => inputs["fromPort"])
      .sort();
  }
});

/** States as the version before definitions wrote them: stack exports, without what no program reads. */
const fixtureSchema = z.object({
  phase: z.string(),
  historyConfig: z.record(z.string(), z.unknown()),
  deployment: z.object({
    resources: z.array(
      z.object({
        urn: z.string(),
        type: z.string(),
        inputs: z.record(z.string(), z.unknown()).default({}),
        outputs: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
});

function fixture(phase: string) {
  const text = readFileSync(join(__dirname, "..", "fixtures", "stateV1", `${phase}.json`), "utf8");
  const { historyConfig, deployment } = fixtureSchema.parse(JSON.parse(text));
  const { resources } = deployment;
  const { outputs = {} } = resources.find(({ type }) => type === "pulumi:pulumi:Stack")!;
  const update = { result: "succeeded", startTime: "now", config: historyConfig };
  const settings = parseDeployedSettings("bluegreen", [update])!;
  const inputsOf = (type: string, name: string) =>
    resources.find(({ urn }) => urn.endsWith(`${type}::${name}`))!.inputs;
  return { release: parseState(outputs["release"]), settings, historyConfig, inputsOf };
}

describe("a state that kept no settings of fleets", () => {
  for (const phase of ["idle", ...allPhases]) {
    it(`gets them from the last \`up\` in \`${phase}\`, so that edits since then reach no fleet`, async () => {
      const { release, settings, historyConfig, inputsOf } = fixture(phase);
      expect(release.current?.phase ?? "idle").to.equal(phase);
      expect(isLegacy(release)).to.equal(true);
      const upgraded = withKeptSettings(release, settings);
      expect(isLegacy(upgraded)).to.equal(false);
      expect(upgraded.revision).to.equal(release.revision);
      const written = Object.entries(historyConfig).flatMap(([key, value]) => {
        const [, name] = /^bluegreen:(\w+)$/.exec(key) ?? [];
        if (!name || ["activeColor", "fleets", "release"].includes(name)) return [];
        return [[name, (value as { value: string }).value]];
      });
      const config = Object.fromEntries(written) as Record<string, string>;
      const edited = JSON.parse(config["services"]!) as Record<string, object>;
      for (const name of Object.keys(edited))
        Object.assign(edited[name]!, {
          cpu: 512,
          memoryMiB: 1024,
          environment: { CRASH: "1" },
          healthCheck: { path: "/new" },
        });
      const run = await runProgram({
        config: { ...config, services: edited, ...toDerivedConfig(upgraded) },
        deployed: { release, ...secret },
        deployedSettings: settings,
      });
      expect(run.error).to.equal(undefined);
      for (const service of ["users", "matching"]) {
        for (const color of colors) {
          if (release.services[service]!.fleets[color].image === null) continue;
          const name = `${service}-${color}`;
          const made = find(run, "TaskDefinition", name).inputs;
          const was = inputsOf("TaskDefinition", name);
          expect(JSON.parse(made["containerDefinitions"] as string), name).to.deep.equal(
            JSON.parse(
              (was["containerDefinitions"] as string).replace(
                "/bluegreen/rehearsal/" + service + '"',
                "/bluegreen/dev/" + service + '"',
              ),
            ),
          );
          expect([made["cpu"], made["memory"]], name).to.deep.equal([was["cpu"], was["memory"]]);
          const group = `${service}-${color[0]}b`;
          const { path } = find(run, "TargetGroup", group).inputs["healthCheck"] as {
            path: string;
          };
          expect(path, group).to.equal("/health");
        }
      }
    });
  }

  it("is refused by a plain `pulumi up`, which can't ask for the history, with the command that helps", async () => {
    const { release } = fixture("idle");
    const run = await runProgram({
      config: services({}),
      deployed: { release, ...secret },
    });
    expect(run.resources).to.deep.equal([]);
    expect(run.error?.message).to.contain("Run `bluegreen up --stack <stack>` once");
  });

  it("of another version is refused, and named", async () => {
    const release = { ...phases.idle, version: 3 };
    const run = await runProgram({ config: services({}), deployed: { release, ...secret } });
    expect(run.resources).to.deep.equal([]);
    expect(run.error?.message).to.contain("has version 3; this program reads version 2");
  });

  it("takes the idle fleet's definition for what served before", () => {
    const { release, settings } = fixture("retired");
    const idle = { ...release, current: null };
    const { previous, fleets } = withKeptSettings(idle, settings).services["users"]!;
    expect(previous).to.deep.equal({ image: fleets.blue.image, settings: fleets.blue.settings });
    expect(previous!.image).to.be.a("string");
  });
});
