import { expect } from "chai";
import { capabilities } from "../../../config/capabilities";
import { checkInputs } from "../../../localCloud/control/check";
import { diffInputs } from "../../../localCloud/control/diff";
import { registry } from "../../../localCloud/control/registry";
import type { ResourceType } from "../../../localCloud/control/resourceType";
import type { Properties } from "../../../localCloud/control/resource";
import { Random } from "../../../localCloud/random";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function type(token: string): ResourceType {
  const found = registry.get(token);
  if (!found) throw new Error(`no ${token}`);
  return found;
}

function check(token: string, inputs: Properties, olds: Properties = {}, name = "it") {
  return checkInputs(type(token), name, olds, inputs, new Random(1));
}

function reasons(token: string, inputs: Properties, name = "it"): string[] {
  return check(token, inputs, {}, name).failures.map(({ reason }) => reason);
}

const arn = (service: string) => `arn:aws:${service}:eu-central-1:123456789012:x`;
const rule = {
  listenerArn: arn("elasticloadbalancing"),
  priority: 1,
  conditions: [{ hostHeader: { values: ["a.test"] } }],
  actions: [{ type: "forward", targetGroupArn: arn("elasticloadbalancing") }],
};
const alias = { name: "edge.test", zoneId: "Z", evaluateTargetHealth: true };

describe("checks of the local cloud", () => {
  it("reject a property that it does not model, by name", () => {
    const failures = reasons("aws:ec2/securityGroup:SecurityGroup", {
      vpcId: "vpc-1",
      ingress: [],
    });
    expect(failures).to.deep.equal([
      "the local cloud does not model property `ingress` of aws:ec2/securityGroup:SecurityGroup",
    ]);
  });

  it("reject a nested property that it does not model, by its path", () => {
    const failures = reasons("aws:lb/targetGroup:TargetGroup", {
      vpcId: "vpc-1",
      protocol: "HTTP",
      port: 80,
      healthCheck: { grace: 1 },
    });
    expect(failures).to.deep.equal([
      "the local cloud does not model property `healthCheck.grace` of aws:lb/targetGroup:TargetGroup",
    ]);
  });

  const refused: [string, string, Properties, string][] = [
    [
      "a group's name that starts with sg-",
      "aws:ec2/securityGroup:SecurityGroup",
      { vpcId: "vpc-1", name: "sg-users" },
      "name cannot begin with `sg-`",
    ],
    [
      "a missing property",
      "aws:lb/listenerRule:ListenerRule",
      { ...rule, priority: undefined },
      "`priority` is required",
    ],
    [
      "too many values in a rule's conditions",
      "aws:lb/listenerRule:ListenerRule",
      { ...rule, conditions: [{ hostHeader: { values: [..."abcdef"].map((a) => `${a}.a`) } }] },
      "a rule can have 5 condition values, this one has 6",
    ],
    [
      "too many wildcards in a rule's conditions",
      "aws:lb/listenerRule:ListenerRule",
      { ...rule, conditions: [{ hostHeader: { values: ["*a*.test", "?b*.test", "c*d*.test"] } }] },
      "a rule can have 5 wildcards, this one has 6",
    ],
    [
      "a second condition on where a request comes from",
      "aws:lb/listenerRule:ListenerRule",
      {
        ...rule,
        conditions: [
          { sourceIp: { values: ["192.0.2.0/24"] } },
          { sourceIp: { values: ["198.51.100.0/24"] } },
        ],
      },
      "a rule can have one source-ip condition",
    ],
    [
      "an alias with a TTL",
      "aws:route53/record:Record",
      { zoneId: "Z", name: "a.test", type: "A", aliases: [alias], ttl: 60 },
      "an alias has the TTL of its target: `aliases` and `ttl` exclude each other",
    ],
    [
      "an alias that also has values",
      "aws:route53/record:Record",
      { zoneId: "Z", name: "a.test", type: "A", aliases: [alias], records: ["1.2.3.4"], ttl: 1 },
      "`records` and `aliases` exclude each other",
    ],
    [
      "a size outside the group's bounds",
      "aws:autoscaling/group:Group",
      {
        minSize: 2,
        maxSize: 2,
        desiredCapacity: 3,
        vpcZoneIdentifiers: ["s"],
        launchTemplate: { id: "l" },
      },
      "desired capacity must be between the specified min size and max size",
    ],
    [
      "a health check that may take longer than its interval",
      "aws:lb/targetGroup:TargetGroup",
      { vpcId: "v", protocol: "HTTP", port: 80, healthCheck: { interval: 5, timeout: 5 } },
      "health check timeout must be smaller than the interval",
    ],
    [
      "a capacity provider named after AWS",
      "aws:ecs/capacityProvider:CapacityProvider",
      {
        name: "ecs-blue",
        autoScalingGroupProvider: {
          autoScalingGroupArn: arn("autoscaling"),
          managedScaling: { status: "DISABLED" },
        },
      },
      "must not begin with `aws`, `ecs` or `fargate`",
    ],
    [
      "CPU and memory that Fargate does not offer together",
      "aws:ecs/taskDefinition:TaskDefinition",
      {
        family: "f",
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "256",
        memory: "4096",
        containerDefinitions: JSON.stringify([
          { name: "c", image: "i", portMappings: [{ containerPort: 80 }] },
        ]),
      },
      "no Fargate configuration has 256 CPU units and 4096 MiB",
    ],
    [
      "a longer stop than Fargate allows",
      "aws:ecs/taskDefinition:TaskDefinition",
      {
        ...{ family: "f", requiresCompatibilities: ["FARGATE"], networkMode: "awsvpc" },
        ...{ cpu: "256", memory: "512" },
        containerDefinitions: JSON.stringify([{ name: "c", image: "i", stopTimeout: 121 }]),
      },
      "stopTimeout is at most 120 on Fargate, found 121",
    ],
    [
      "a capability that ECS does not know by this name",
      "aws:ecs/taskDefinition:TaskDefinition",
      {
        ...{ family: "f", requiresCompatibilities: ["FARGATE"], networkMode: "awsvpc" },
        ...{ cpu: "256", memory: "512" },
        containerDefinitions: JSON.stringify([
          { name: "c", image: "i", linuxParameters: { capabilities: { drop: ["CAP_CHOWN"] } } },
        ]),
      },
      "containerDefinitions: 0.linuxParameters.capabilities.drop.0: Invalid option: expected one of " +
        capabilities.map((name) => JSON.stringify(name)).join("|"),
    ],
    [
      "a desync mitigation that no load balancer has",
      "aws:lb/loadBalancer:LoadBalancer",
      { subnets: ["a", "b"], desyncMitigationMode: "strict" },
      'Invalid option: expected one of "monitor"|"defensive"|"strictest"',
    ],
    [
      "a key of logs that is not a key",
      "aws:cloudwatch/logGroup:LogGroup",
      { name: "/a/b", kmsKeyId: "alias/logs" },
      "must be an ARN of kms",
    ],
    [
      "a longer deregistration than a target group allows",
      "aws:lb/targetGroup:TargetGroup",
      { vpcId: "v", protocol: "HTTP", port: 80, deregistrationDelay: 3601 },
      "Too big: expected number to be <=3600",
    ],
    [
      "a longer idle timeout than a load balancer allows",
      "aws:lb/loadBalancer:LoadBalancer",
      { subnets: ["a", "b"], idleTimeout: 4001 },
      "Too big: expected number to be <=4000",
    ],
    [
      "a number of retention days that CloudWatch does not offer",
      "aws:cloudwatch/logGroup:LogGroup",
      { retentionInDays: 2 },
      "is not a number of days that AWS offers",
    ],
  ];
  for (const [what, token, inputs, reason] of refused) {
    it(`reject ${what}`, () => expect(reasons(token, inputs)).to.deep.equal([reason]));
  }

  it("reject a generated name that would be too long, as the provider does", () => {
    const name = "a-load-balancer-with-a-long-name";
    const found = reasons("aws:lb/loadBalancer:LoadBalancer", { subnets: ["a", "b"] }, name);
    expect(found).to.deep.equal([
      `name "${name}-" plus 7 random chars is longer than maximum length 32`,
    ]);
  });

  it("accept values that only the `up` will know", () => {
    const inputs = {
      ...rule,
      listenerArn: unknown,
      actions: [{ type: "forward", targetGroupArn: unknown }],
    };
    const checked = check("aws:lb/listenerRule:ListenerRule", inputs);
    expect(checked).to.deep.equal({ inputs, failures: [] });
  });

  it("generate a name, and keep it", () => {
    const first = check("aws:ecs/cluster:Cluster", {}, {}, "main").inputs;
    expect(first.name).to.match(/^main-[0-9a-f]{7}$/);
    expect(check("aws:ecs/cluster:Cluster", {}, first, "main").inputs.name).to.equal(first.name);
  });
});

describe("diffs of the local cloud", () => {
  const group = type("aws:lb/targetGroup:TargetGroup");
  const inputs = check(group.token, { vpcId: "vpc-1", protocol: "HTTP", port: 80 }).inputs;
  const state = { ...inputs, arn: "arn" };

  it("are empty between a state and the inputs that it came from", () => {
    const none = { changes: false, replaces: [], deleteBeforeReplace: false };
    expect(diffInputs(group, "it", state, inputs)).to.deep.equal(none);
  });

  it("update what can change in place", () => {
    const changes = diffInputs(group, "it", state, { ...inputs, deregistrationDelay: 1 });
    expect(changes).to.deep.equal({ changes: true, replaces: [], deleteBeforeReplace: false });
  });

  it("replace what can't, with the new one created first", () => {
    const changes = diffInputs(group, "it", state, { ...inputs, port: 81 });
    expect(changes).to.deep.equal({
      changes: true,
      replaces: ["port"],
      deleteBeforeReplace: false,
    });
  });

  it("delete first if the program set a name that its replacement needs", () => {
    const named = { ...inputs, name: "fixed" };
    const changes = diffInputs(group, "it", { ...state, name: "fixed" }, { ...named, port: 81 });
    expect(changes.deleteBeforeReplace).to.equal(true);
  });
});
