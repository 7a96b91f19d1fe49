import { ACM } from "@aws-sdk/client-acm";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { ECS } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAM } from "@aws-sdk/client-iam";
import { Route53 } from "@aws-sdk/client-route-53";
import { expect } from "chai";
import { createAwsInspector } from "../../automation/adapters/aws/inspector";
import { createAwsObserver } from "../../automation/adapters/aws/observer";
import type { Inventory } from "../../release/inventory";
import { defaultNetwork, defaultSubnets } from "./defaultNetwork";

const region = "eu-central-1";
const config = { region };

/**
 * Real requests and responses of the SDK. Moto simulates no policies and has few quotas: those are
 * mocked (tests/automation/adapters/aws/inspector.test.ts).
 */
describe("the inspector against moto", () => {
  const inspector = createAwsInspector({ region });
  const inventory: Inventory = {
    region,
    clusterName: "prod",
    taskSubnetIds: [],
    hostedZone: { id: "", name: "example.com", nameServers: [] },
    edges: { blue: { arn: "", dnsName: "" }, green: { arn: "", dnsName: "" } },
    services: {},
  };
  const value = <T>(answer: { value: T } | { notHere: string }): T => {
    if ("notHere" in answer) throw new Error(answer.notHere);
    return answer.value;
  };

  it("knows whose credentials are used", async () => {
    expect(value(await inspector.identity())).to.deep.include({ account: "123456789012", region });
  });

  describe("finds a hosted zone", () => {
    const route53 = new Route53(config);
    before(async () => {
      const { HostedZone } = await route53.createHostedZone({
        Name: "example.com",
        CallerReference: "1",
      });
      inventory.hostedZone.id = HostedZone!.Id!.replace("/hostedzone/", "");
      const record = (Name: string, more: object) => ({
        Action: "CREATE" as const,
        ResourceRecordSet: { Name, Type: "A" as const, ...more },
      });
      await route53.changeResourceRecordSets({
        HostedZoneId: inventory.hostedZone.id,
        ChangeBatch: {
          Changes: [
            record("plain.example.com", { TTL: 300, ResourceRecords: [{ Value: "1.2.3.4" }] }),
            record("users.example.com", {
              AliasTarget: {
                HostedZoneId: "Z215JYRZR1TBD5",
                DNSName: "dualstack.blue.eu-central-1.elb.amazonaws.com.",
                EvaluateTargetHealth: true,
              },
            }),
          ],
        },
      });
    });

    it("by its name, with its servers", async () => {
      const zone = value(await inspector.zone("example.com"));
      expect(zone).to.include({ id: inventory.hostedZone.id, name: "example.com" });
      expect(zone?.nameServers).to.not.be.empty;
    });

    it("but not by the name of another zone, nor by a name below it", async () => {
      expect(value(await inspector.zone("dev.example.com"))).to.equal(null);
      expect(value(await inspector.zone("com"))).to.equal(null);
    });

    it("and distinguishes an alias, a plain record and no record", async () => {
      const record = async (name: string) => value(await inspector.record(inventory, name));
      expect(await record("users.example.com")).to.deep.equal({
        alias: "dualstack.blue.eu-central-1.elb.amazonaws.com.",
        ttlSeconds: null,
        values: [],
      });
      expect(await record("plain.example.com")).to.deep.equal({
        alias: null,
        ttlSeconds: 300,
        values: ["1.2.3.4"],
      });
      expect(await record("aaa.example.com")).to.equal(null);
    });
  });

  describe("reads a load balancer", () => {
    const elb = new ElasticLoadBalancingV2(config);
    let group: string;
    let certificateArn: string;
    before(async () => {
      const { vpcId } = await defaultNetwork(region);
      const { LoadBalancers } = await elb.createLoadBalancer({
        Name: "edge-green",
        Subnets: await defaultSubnets(region),
      });
      inventory.edges.green.arn = LoadBalancers![0]!.LoadBalancerArn!;
      const { TargetGroups } = await elb.createTargetGroup({
        Name: "users-gg",
        Protocol: "HTTP",
        Port: 8080,
        VpcId: vpcId,
        TargetType: "ip",
      });
      group = TargetGroups![0]!.TargetGroupArn!;
      const requested = await new ACM(config).requestCertificate({ DomainName: "*.example.com" });
      certificateArn = requested.CertificateArn!;
      const { Listeners } = await elb.createListener({
        LoadBalancerArn: inventory.edges.green.arn,
        Port: 443,
        Protocol: "HTTPS",
        Certificates: [{ CertificateArn: certificateArn }],
        DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
      });
      await elb.createRule({
        ListenerArn: Listeners![0]!.ListenerArn,
        Priority: 1,
        Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["users.example.com"] } }],
        Actions: [{ Type: "forward", TargetGroupArn: group }],
      });
    });

    it("with its listeners, their certificate and rules", async () => {
      const edge = value(await inspector.edge(inventory, "green"));
      expect(edge?.listeners).to.have.length(1);
      const [listener] = edge!.listeners;
      expect(listener).to.include({ port: 443, certificateArn });
      expect(listener?.rules).to.deep.include({
        hosts: ["users.example.com"],
        byHeader: false,
        targetGroupArns: [group],
      });
    });

    it("as null after it was deleted", async () => {
      const arn = inventory.edges.green.arn.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
      const gone = { ...inventory, edges: { ...inventory.edges, blue: { arn, dnsName: "" } } };
      expect(value(await inspector.edge(gone, "blue"))).to.equal(null);
    });

    it("with its target groups, leaving out one that is gone", async () => {
      const gone = `${group.slice(0, -1)}${group.endsWith("0") ? "1" : "0"}`;
      const found = value(await inspector.targetGroups([group, gone]));
      expect(found).to.deep.equal({ [group]: [inventory.edges.green.arn] });
    });

    it("with its certificate, and without it after that was deleted", async () => {
      expect(value(await inspector.certificate(certificateArn))).to.deep.include({
        names: ["*.example.com"],
      });
      const gone = `${certificateArn.slice(0, -1)}${certificateArn.endsWith("0") ? "1" : "0"}`;
      expect(value(await inspector.certificate(gone))).to.equal(null);
    });
  });

  it("knows the roles of a task definition, whom they trust, and which of them is gone", async () => {
    const { Role } = await new IAM(config).createRole({
      RoleName: "users-task",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "ecs-tasks.amazonaws.com" },
          },
        ],
      }),
    });
    const gone = "arn:aws:iam::123456789012:role/users-execution";
    const { taskDefinition } = await new ECS(config).registerTaskDefinition({
      family: "users",
      containerDefinitions: [{ name: "users", image: "users", memory: 128 }],
      taskRoleArn: Role!.Arn!,
      executionRoleArn: gone,
    });
    expect(value(await inspector.roles(taskDefinition!.taskDefinitionArn!))).to.have.deep.members([
      { arn: gone, exists: false, trusts: [] },
      { arn: Role!.Arn!, exists: true, trusts: ["ecs-tasks.amazonaws.com"] },
    ]);
  });

  it("sees an alarm go off, and no alarm of another name", async () => {
    const cloudWatch = new CloudWatch(config);
    await cloudWatch.putMetricAlarm({
      AlarmName: "errors",
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 1,
      MetricName: "m",
      Namespace: "n",
      Period: 60,
      Statistic: "Sum",
      Threshold: 1,
    });
    await cloudWatch.setAlarmState({
      AlarmName: "errors",
      StateValue: "ALARM",
      StateReason: "set by a test",
    });
    const [alarm, ...others] = await createAwsObserver({ region }).alarms(inventory, [
      "errors",
      "other",
    ]);
    expect(others).to.deep.equal([]);
    expect(alarm).to.include({ name: "errors", state: "ALARM", reason: "set by a test" });
  });
});
