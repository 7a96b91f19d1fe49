import { expect } from "chai";
import type { Finding } from "../../automation/verify/finding";
import { Scene } from "../../rehearsal/scene";

/** Resources that somebody deletes in the console, behind Pulumi's back, on the real Pulumi. */
describe("an environment that is half deleted, on the real Pulumi", function () {
  this.timeout(600_000);
  let scene: Scene;
  let images: Record<"v1" | "v2", string>;

  before(async () => {
    scene = await Scene.open();
    const { v1, v2 } = await scene.firstRelease();
    images = { v1: v1["users"]!.reference, v2: v2["users"]!.reference };
  });
  after(() => scene.close());

  const gone = (type: string, name: string) => scene.cloud.client.deleteByHand(type, name);
  const named = async (type: string) =>
    (await scene.cloud.client.resources()).filter((one) => one.type === type);
  const clusterType = "aws:ecs/cluster:Cluster";
  const deploy = () => scene.run(["deploy", "--service", "users", "--image", images.v2]);

  it("says what no longer serves and how to repair it", async () => {
    const [cluster] = await named(clusterType);
    await gone(clusterType, cluster!.name);
    const { json } = await scene.run(["status"]);
    expect(json["sentence"]).to.equal(
      "no release is in progress, but production is short of tasks: matching blue has no ECS service; " +
        "users blue has no ECS service.",
    );
    const { code, json: verified } = await scene.run(["verify"]);
    const wrong = (verified["findings"] as Finding[]).filter(({ status }) => status === "error");
    expect(code).to.equal(2);
    expect(wrong.map(({ subject, found, todo }) => [subject, found, todo])).to.deep.equal(
      ["users", "matching"].map((name) => [
        `${name} blue`,
        "its ECS service was deleted by hand",
        "pulumi refresh --stack rehearsal; bluegreen up --stack rehearsal",
      ]),
    );
    const refused = await deploy();
    expect(refused.code).to.equal(2);
    expect(refused.json["reasons"]).to.include("the ECS service does not exist");
    expect(refused.json["next"]).to.include("bluegreen verify --stack rehearsal");
  });

  it("is repaired by what `verify` says", async () => {
    await scene.pulumi("refresh", "--yes", "--skip-preview");
    await scene.mustRun(["up"]);
    const { code, lines } = await deploy();
    expect(code, lines.join("\n")).to.equal(0);
  });

  it("is destroyed by one command all the same, and nothing is left", async () => {
    const [cluster] = await named(clusterType);
    await gone(clusterType, cluster!.name);
    await gone("aws:lb/loadBalancer:LoadBalancer", "edge-green");
    await gone("aws:cloudwatch/logGroup:LogGroup", "users");
    await gone("aws:iam/role:Role", "users-task");
    await gone("aws:cloudwatch/metricAlarm:MetricAlarm", "users-green-errors");
    await gone("aws:route53/record:Record", "matching-production");
    const { code, json, lines } = await scene.runInProject([
      ...["env", "destroy", "rehearsal", "--delete-images"],
    ]);
    expect(code, [...lines, JSON.stringify(json)].join("\n")).to.equal(0);
    expect(json).to.deep.include({ serving: ["matching", "users"], destroyed: true });
    expect(await scene.stacks()).to.deep.equal([]);
    const left = (await scene.cloud.client.resources()).map(({ name }) => name);
    expect(left).to.deep.equal(["certificate-proof"]);
  });
});
