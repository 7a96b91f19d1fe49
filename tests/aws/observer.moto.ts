import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { ECR } from "@aws-sdk/client-ecr";
import { ECS } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect } from "chai";
import { createAwsObserver } from "../../automation/adapters/aws/observer";
import type { Inventory } from "../../release/inventory";
import { defaultNetwork } from "./defaultNetwork";

const region = "eu-central-1";
const config = { region };
const nothing = { blue: "", green: "" };

/**
 * Real requests and responses of the SDK; moto models neither tasks of a service nor a shortage of
 * instances.
 */
describe("the observer against moto", () => {
  const observer = createAwsObserver({});
  const fleet = (serviceName: string, targetGroupArns = nothing) => ({
    serviceName,
    taskDefinitionArn: null,
    targetGroupArns,
    autoScalingGroup: null,
    capacityProvider: null,
  });
  const users = (targetGroupArns = nothing) => ({
    productionName: "users.example.com",
    testName: "users-test.example.com",
    repositoryUri: "",
    containerName: "users",
    logGroup: "",
    securityGroupId: "",
    fleets: { blue: fleet("users-blue"), green: fleet("users-green", targetGroupArns) },
  });
  const inventory = (edgeArn = ""): Inventory => ({
    region,
    clusterName: "prod",
    taskSubnetIds: [],
    hostedZone: { id: "", name: "", nameServers: [] },
    edges: { blue: { arn: edgeArn, dnsName: "" }, green: { arn: edgeArn, dnsName: "" } },
    services: {},
  });

  describe("finds an image", () => {
    const ecr = new ECR(config);
    let repositoryUri: string;
    let digest: string;
    before(async () => {
      const { repository } = await ecr.createRepository({ repositoryName: "prod/users" });
      repositoryUri = repository?.repositoryUri ?? "";
      const { image } = await ecr.putImage({
        repositoryName: "prod/users",
        imageTag: "v1",
        imageManifestMediaType: "application/vnd.oci.image.index.v1+json",
        imageManifest: JSON.stringify({
          schemaVersion: 2,
          mediaType: "application/vnd.oci.image.index.v1+json",
          manifests: [],
        }),
      });
      digest = image?.imageId?.imageDigest ?? "";
    });

    it("by tag and by digest, and pins it", async () => {
      expect(digest).to.match(/^sha256:[0-9a-f]{64}$/);
      const found = {
        found: true,
        pinned: `${repositoryUri}@${digest}`,
        digest,
        architecture: null,
      };
      expect(await observer.image(`${repositoryUri}:v1`, repositoryUri)).to.deep.equal(found);
      expect(await observer.image(`${repositoryUri}@${digest}`, repositoryUri)).to.deep.equal(
        found,
      );
    });

    it("but not by another tag, nor in a repository that does not exist", async () => {
      expect(await observer.image(`${repositoryUri}:v2`, repositoryUri)).to.deep.equal({
        found: false,
        reason: `\`${repositoryUri}\` has no image with tag \`v2\`. Push it, or choose an existing one.`,
      });
      const gone = await observer.image(`${repositoryUri}-old:v1`, `${repositoryUri}-old`);
      expect(gone)
        .to.have.property("reason")
        .that.matches(/^The ECR repository does not exist: .*prod\/users-old/);
    });
  });

  describe("reads a fleet", () => {
    const ecs = new ECS(config);
    const elb = new ElasticLoadBalancingV2(config);

    it("and throws an error that names the problem if the cluster does not exist", async () => {
      const error = await observer.fleet(inventory(), fleet("users-blue")).catch((e: unknown) => e);
      expect(error).to.include({
        code: "cluster-missing",
        found:
          "Could not read the fleet `users-blue`. " +
          "The ECS cluster does not exist in this region and account.",
      });
    });

    it("as null if the cluster has no such service", async () => {
      await ecs.createCluster({ clusterName: "prod" });
      expect(await observer.fleet(inventory(), fleet("users-blue"))).to.equal(null);
    });

    it("with its PRIMARY deployment and its targets on both load balancers", async () => {
      const { taskDefinition } = await ecs.registerTaskDefinition({
        family: "users-green",
        containerDefinitions: [{ name: "users", image: "users", memory: 128 }],
      });
      const taskDefinitionArn = taskDefinition?.taskDefinitionArn ?? "";
      await ecs.createService({
        cluster: "prod",
        serviceName: "users-green",
        taskDefinition: taskDefinitionArn,
        desiredCount: 2,
      });
      const { vpcId } = await defaultNetwork(region);
      const { TargetGroups } = await elb.createTargetGroup({
        Name: "users-green",
        Protocol: "HTTP",
        Port: 8080,
        VpcId: vpcId,
        TargetType: "ip",
      });
      const arn = TargetGroups?.[0]?.TargetGroupArn ?? "";
      await elb.registerTargets({ TargetGroupArn: arn, Targets: [{ Id: "10.0.0.1", Port: 8080 }] });
      const health = await observer.fleet(
        inventory(),
        fleet("users-green", { blue: arn, green: arn }),
      );
      expect(health).to.deep.include({ desired: 2, running: [], pending: 0, stopped: [] });
      expect(health?.rollout.taskDefinitionArn).to.equal(taskDefinitionArn);
      expect(health?.targets.map(({ edge, target }) => [edge, target])).to.deep.equal([
        ["blue", "10.0.0.1:8080"],
        ["green", "10.0.0.1:8080"],
      ]);
    });
  });

  it("and counts requests of the settled minutes and of those since, but none from before", async () => {
    const nowMs = Math.floor(Date.now() / 60_000) * 60_000 + 30_000;
    const edgeArn = `arn:aws:elasticloadbalancing:${region}:123456789012:loadbalancer/app/blue/1`;
    const group = `arn:aws:elasticloadbalancing:${region}:123456789012:targetgroup/users/1`;
    const requests = (minutesAgo: number, Value: number, targetGroup: string) => ({
      MetricName: "RequestCount",
      Timestamp: new Date(nowMs - 30_000 - minutesAgo * 60_000),
      Value,
      Dimensions: [
        { Name: "LoadBalancer", Value: "app/blue/1" },
        { Name: "TargetGroup", Value: targetGroup },
      ],
    });
    await new CloudWatch(config).putMetricData({
      Namespace: "AWS/ApplicationELB",
      MetricData: [
        requests(1, 1, "targetgroup/users/1"),
        requests(3, 10, "targetgroup/users/1"),
        requests(3, 5000, "targetgroup/other/1"),
        requests(4, 100, "targetgroup/users/1"),
      ],
    });
    const at = createAwsObserver({ nowMs: () => nowMs });
    const service = users({ blue: group, green: "" });
    expect(await at.traffic(inventory(edgeArn), "blue", service, 60)).to.deep.equal({
      requests: 11,
      windowSeconds: 60,
      lagSeconds: 150,
    });
  });
});
