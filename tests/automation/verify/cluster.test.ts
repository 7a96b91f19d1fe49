import { expect } from "chai";
import { DescribeClustersCommand, ECSClient } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { createClients } from "../../../automation/adapters/aws/clients";
import { describeCluster } from "../../../automation/adapters/aws/inspect/cluster";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Verification } from "../../../automation/verify/check";
import { cluster, judgeCluster } from "../../../automation/verify/checks/cluster";
import type { ClusterView } from "../../../automation/world/inspector";
import { config, settingsOf } from "../../config/samples";
import { told } from "./told";

const arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/team";
const active: ClusterView = {
  ...{ arn, status: "ACTIVE", insights: true },
  capacityProviders: ["FARGATE", "FARGATE_SPOT"],
};
const mailer = {
  kind: "worker",
  selfTest: { command: ["true"] },
  size: {
    ...{ min: 0, max: 3 },
    target: { queue: { arn: "arn:aws:sqs:eu-central-1:123456789012:mail", perTask: 10 } },
  },
};

async function found(view: ClusterView | null, named?: string, services?: object) {
  const settings = settingsOf({
    ...config(services as never),
    ...(named !== undefined && { cluster: named }),
  });
  const answer = await cluster.look({
    stack: { settings },
    inspector: {
      ...nothingToInspect("not here"),
      cluster: (name: string) => {
        expect(name).to.equal("team");
        return Promise.resolve({ value: view });
      },
    },
  } as unknown as Verification);
  return told(answer);
}

describe("the check of the cluster", () => {
  it("finds one that takes tasks, and what it has", async () => {
    expect(await found(active, "team")).to.deep.equal([
      "ok: is active, with FARGATE, FARGATE_SPOT",
    ]);
    expect(await found({ ...active, capacityProviders: [] }, arn)).to.deep.equal([
      "ok: is active, with no capacity providers",
    ]);
  });

  it("finds one that is not there, is deleted, is another one, or takes no tasks", async () => {
    const none = "error: ECS has no such cluster in this region and account";
    expect(await found(null, "team")).to.deep.equal([none]);
    expect(await found({ ...active, status: "INACTIVE" }, "team")).to.deep.equal([none]);
    const other = arn.replace("eu-central-1", "us-east-1");
    expect(await found(active, other)).to.deep.equal([`error: is ${arn} here, not ${other}`]);
    expect(await found({ ...active, status: "FAILED" }, "team")).to.deep.equal([
      "error: is FAILED, so ECS starts no tasks in it",
    ]);
  });

  it("finds that nobody counts the tasks of a service that scales by them", async () => {
    const silent = { ...active, insights: false };
    expect(await found(silent, "team", { mailer })).to.deep.equal([
      "error: scales by the messages for each task, which CloudWatch counts only with Container Insights, and team has none",
    ]);
    expect(await found(active, "team", { mailer })).to.have.length(1);
    expect(await found(silent, "team")).to.deep.equal([
      "ok: is active, with FARGATE, FARGATE_SPOT",
    ]);
  });

  it("finds that Spot is not on its list, which the program never changes", async () => {
    const services = { users: { capacity: "spot" }, matching: {} };
    expect(await found(active, "team", services)).to.deep.equal([
      "ok: is active, with FARGATE, FARGATE_SPOT",
    ]);
    const lacking = { ...active, capacityProviders: ["FARGATE"] };
    expect(await found(lacking, "team", services)).to.deep.equal([
      "error: has `capacity` on Spot, but FARGATE_SPOT is not on the list of capacity providers of team",
    ]);
    const settings = { ...settingsOf(config(services)), cluster: "team" };
    expect(judgeCluster(settings, lacking)[0]).to.deep.include({
      subject: "users",
      todo:
        "aws ecs put-cluster-capacity-providers --cluster team --capacity-providers FARGATE FARGATE_SPOT " +
        '--default-capacity-provider-strategy "$(aws ecs describe-clusters --clusters team --query ' +
        "'clusters[0].defaultCapacityProviderStrategy' --output json)\"",
    });
  });

  it("asks nobody where the environment has its own", async () => {
    expect(await found(null)).to.deep.equal([]);
  });
});

describe("a cluster on AWS", () => {
  const ecs = mockClient(ECSClient);
  afterEach(() => ecs.reset());
  after(() => ecs.restore());

  it("is asked for with its settings", async () => {
    const aws = createClients({ region: "eu-central-1" });
    ecs.on(DescribeClustersCommand).resolves({ clusters: [], failures: [{ reason: "MISSING" }] });
    expect(await describeCluster(aws, "team")).to.equal(null);
    const [call] = ecs.commandCalls(DescribeClustersCommand);
    expect(call!.args[0].input).to.deep.equal({ clusters: ["team"], include: ["SETTINGS"] });
    ecs.on(DescribeClustersCommand).resolves({
      clusters: [
        {
          ...{ clusterArn: arn, status: "ACTIVE" },
          capacityProviders: ["FARGATE", "FARGATE_SPOT"],
          settings: [{ name: "containerInsights", value: "enhanced" }],
        },
      ],
    });
    expect(await describeCluster(aws, "team")).to.deep.equal(active);
  });
});
