import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { config } from "../config/samples";
import { runProgram } from "./engine";
import { find } from "./find";
import { phases, releasedWith } from "./phases";

const digest = `sha256:${"1".repeat(64)}`;
const ecr = "210987654321.dkr.ecr.eu-central-1.amazonaws.com/shared/otel";
const users = {
  ruleSlot: 0,
  volumes: [{ path: "/tmp", temporary: true }],
  sidecars: {
    zipkin: { image: `ghcr.io/team/zipkin@${digest}`, essential: false, startFirst: true },
    otel: {
      image: `${ecr}:1@${digest}`,
      ...{ cpu: 64, memoryMiB: 128, command: ["--config", "x"], user: "1000" },
      ...{ environment: { LEVEL: "info" }, secrets: { TOKEN: "/dev/token" }, mounts: ["/tmp"] },
      ...{ startFirst: true, stopSeconds: 20, droppedCapabilities: ["ALL"] },
      healthCheck: { command: ["/check"], retries: 2, startSeconds: 10 },
    },
  },
};

describe("the sidecars of a fleet", () => {
  async function containers(settings: object) {
    const raw = config({ users: settings, matching: { ruleSlot: 1 } });
    const state = releasedWith(phases.idle, raw);
    const run = await runProgram({
      config: { ...raw, ...toDerivedConfig(state) },
      deployed: { release: state, colorSecret: "s3cret" },
    });
    expect(run.error).to.equal(undefined);
    const { containerDefinitions } = find(run, "TaskDefinition", "users-blue").inputs;
    const policy = find(run, "RolePolicy", "users-execution").inputs["policy"] as string;
    return {
      all: JSON.parse(containerDefinitions as string) as Record<string, unknown>[],
      statements: (JSON.parse(policy) as { Statement: { Resource: unknown }[] }).Statement,
    };
  }

  it("are beside its container in the task, which starts after those that start first", async () => {
    const { all, statements } = await containers(users);
    const [main, otel, zipkin] = all;
    expect(all.map(({ name }) => name)).to.deep.equal(["users", "otel", "zipkin"]);
    expect(main!["dependsOn"]).to.deep.equal([
      { containerName: "otel", condition: "HEALTHY" },
      { containerName: "zipkin", condition: "START" },
    ]);
    const own = [
      { name: "BLUEGREEN_COLOR", value: "blue" },
      { name: "BLUEGREEN_SERVICE", value: "users" },
    ];
    expect(otel).to.deep.equal({
      name: "otel",
      image: `${ecr}@${digest}`,
      essential: true,
      cpu: 64,
      memory: 128,
      command: ["--config", "x"],
      user: "1000",
      environment: [...own, { name: "LEVEL", value: "info" }],
      secrets: [
        {
          name: "TOKEN",
          valueFrom: "arn:aws:ssm:eu-central-1:123456789012:parameter/dev/token",
        },
      ],
      mountPoints: [{ sourceVolume: "volume-1", containerPath: "/tmp", readOnly: false }],
      healthCheck: {
        ...{ command: ["CMD", "/check"], interval: 10, timeout: 5, retries: 2, startPeriod: 10 },
      },
      stopTimeout: 20,
      readonlyRootFilesystem: true,
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
      logConfiguration: main!["logConfiguration"],
    });
    expect(zipkin).to.deep.include({ essential: false, environment: own });
    const resources = statements.flatMap(({ Resource }) => Resource);
    expect(resources).to.include.members([
      "arn:aws:ecr:eu-central-1:210987654321:repository/shared/otel",
      "arn:aws:ssm:eu-central-1:123456789012:parameter/dev/token",
    ]);
  });

  it("leave the definition as it was where there are none", async () => {
    const { all } = await containers({ ruleSlot: 0 });
    expect(all).to.have.length(1);
    expect(all[0]).not.to.have.any.keys("dependsOn", "cpu", "memory", "healthCheck");
  });
});
