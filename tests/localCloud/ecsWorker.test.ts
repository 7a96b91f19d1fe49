import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Properties } from "../../localCloud/control/resource";
import { Fixture, refusal, until } from "./fixture";

/** Takes a second to exit. */
const slowToStop = `
  setInterval(() => {}, 1000);
  process.once("SIGTERM", () => setTimeout(() => process.exit(0), 1000));
  console.log("ready");
`;

describe("an ECS service of the local cloud without load balancers", () => {
  let fixture: Fixture;
  let cluster: Properties;

  beforeEach(async () => {
    fixture = await Fixture.open();
    cluster = await fixture.create("aws:ecs/cluster:Cluster", "main", {});
    await fixture.create("aws:ecr/repository:Repository", "mailer", { name: "mailer" });
  });
  afterEach(() => fixture.close());

  async function inputs(more: Properties = {}, container: object = {}): Promise<Properties> {
    const { cloud } = fixture;
    const { uri } = cloud.images.push("mailer", "v1", fixture.image("v1", slowToStop));
    const definition = await fixture.create("aws:ecs/taskDefinition:TaskDefinition", "mailer", {
      family: "mailer",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: JSON.stringify([
        { name: "mailer", image: uri, stopTimeout: 120, ...container },
      ]),
    });
    return {
      cluster: cluster.arn,
      taskDefinition: definition.arn,
      desiredCount: 2,
      launchType: "FARGATE",
      networkConfiguration: { subnets: ["subnet-0123456789abcdef0"] },
      ...more,
    };
  }

  it(
    "is steady with a container that listens on no port, and lists its tasks until they " +
      "have ended",
    async () => {
      const state = await fixture.create("aws:ecs/service:Service", "mailer", await inputs());
      const service = [...fixture.cloud.services.values()][0]!;
      await until("it is completed", () => service.describe().rollout.state === "COMPLETED");
      expect(service.describe().targets).to.deep.equal([]);
      expect(service.describe().running).to.have.length(2);
      const ready = (file: string) => readFileSync(file, "utf8").includes("ready");
      await until("they handle signals", () => service.tasks.every((task) => ready(task.logFile)));
      await fixture.update("aws:ecs/service:Service", "mailer", state, { desiredCount: 0 });
      await until("they are stopping", () =>
        service.tasks.every(({ status }) => status === "STOPPING"),
      );
      const stopping = service.describe();
      expect([stopping.desired, stopping.running.length]).to.deep.equal([0, 2]);
      await until("they have ended", () => service.tasks.length === 0);
      expect(service.describe().running).to.deep.equal([]);
    },
  );

  it("can't be added to a load balancer without a port", async () => {
    const arn = fixture.cloud.arn("elasticloadbalancing", "targetgroup/mailer/1");
    const loadBalancers = [{ targetGroupArn: arn, containerName: "mailer", containerPort: 8080 }];
    const given = await inputs({ loadBalancers });
    expect(await refusal(fixture.create("aws:ecs/service:Service", "mailer", given))).to.equal(
      "InvalidParameterException: The container mailer did not have a container port 8080 defined.",
    );
  });

  it("runs the container with another command, entry point and working directory", async () => {
    const program =
      "console.log(`${process.cwd()} ${process.argv.at(-1)}`); setInterval(() => {}, 1000)";
    const given = await inputs(
      { desiredCount: 1 },
      { entryPoint: ["node", "-e"], command: [program, "argument"], workingDirectory: "/a/../b" },
    );
    await fixture.create("aws:ecs/service:Service", "mailer", given);
    const [service] = [...fixture.cloud.services.values()];
    await until("it runs", () => service!.tasks.some(({ status }) => status === "RUNNING"));
    const said = () => readFileSync(service!.tasks[0]!.logFile, "utf8");
    await until("it has said so", () => said().includes("\n"));
    expect(said()).to.match(/\/b argument\n$/);
    expect(said()).to.include(
      fixture.cloud.images.find(service!.tasks[0]!.definition.container.image)!.directory,
    );
  });

  it("does not run the image's command below another entry point", async () => {
    const given = await inputs({ desiredCount: 1 }, { entryPoint: ["node", "--version"] });
    await fixture.create("aws:ecs/service:Service", "mailer", given);
    const [service] = [...fixture.cloud.services.values()];
    await until("it has ended", () => service!.describe().stopped.length > 0);
    expect(service!.describe().stopped[0]!.reason).to.equal(
      "Essential container in task exited (mailer: exit code 0)",
    );
  });
});
