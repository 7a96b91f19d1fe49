import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECS } from "@aws-sdk/client-ecs";
import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createEcsReader } from "../../../../automation/adapters/aws/ecsService";
import { refusalOf } from "../../../support/refusalOf";

describe("an ECS service of somebody else", () => {
  const ecs = mockClient(ECS);
  const elb = mockClient(ElasticLoadBalancingV2);
  const read = createEcsReader({ region: "eu-central-1" });
  const loadBalancers = [{ targetGroupArn: "arn:tg", containerName: "web", containerPort: 80 }];
  const taskDefinition = { family: "web", cpu: "256" };

  beforeEach(() => {
    ecs.reset();
    elb.reset();
    ecs.on(DescribeTaskDefinitionCommand, { taskDefinition: "web:3" }).resolves({ taskDefinition });
  });
  after(() => {
    ecs.restore();
    elb.restore();
  });

  const serving = (more: object) =>
    ecs.on(DescribeServicesCommand, { cluster: "prod", services: ["users"] }).resolves({
      services: [{ status: "ACTIVE", taskDefinition: "web:3", desiredCount: 2, ...more }],
    });

  it("is read with its task definition, target group and that one's attributes", async () => {
    const deployments = [{ serviceConnectConfiguration: { enabled: true } }];
    serving({ loadBalancers, deployments });
    const TargetGroups = [{ HealthCheckPath: "/health" }];
    elb.on(DescribeTargetGroupsCommand, { TargetGroupArns: ["arn:tg"] }).resolves({ TargetGroups });
    elb
      .on(DescribeTargetGroupAttributesCommand, { TargetGroupArn: "arn:tg" })
      .resolves({ Attributes: [{ Key: "stickiness.enabled", Value: "false" }] });
    const found = await read("prod", "users");
    expect(found.service).to.deep.include({ desiredCount: 2, serviceConnected: true });
    expect(found.taskDefinition).to.deep.equal(taskDefinition);
    expect(found.targetGroup).to.deep.equal({
      HealthCheckPath: "/health",
      attributes: { "stickiness.enabled": "false" },
    });
  });

  it("may have no load balancer", async () => {
    serving({});
    const found = await read("prod", "users");
    expect([found.targetGroup, found.service.serviceConnected]).to.deep.equal([undefined, false]);
  });

  it("is refused where there is none any more", async () => {
    serving({ status: "INACTIVE" });
    const { found, next } = await refusalOf(() => read("prod", "users"));
    expect([found, next]).to.deep.equal([
      "cluster prod has no ECS service users",
      "list them: aws ecs list-services --cluster prod",
    ]);
  });
});
