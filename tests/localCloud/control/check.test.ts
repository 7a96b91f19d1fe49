import { expect } from "chai";
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
      { ...rule, conditions: [{ hostHeader: { values: ["a", "b", "c", "d", "e", "f"] } }] },
      "a rule can have 5 condition values, this one has 6",
    ],
    [
      "an alias with a TTL",
      "aws:route53/record:Record",
      { zoneId: "Z", name: "a.test", type: "A", aliases: [alias], ttl: 60 },
      "an alias has the TTL of what it leads to: `aliases` and `ttl` exclude each other",
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
  const vpc = (cidrBlock: string): [string, Properties] => ["aws:ec2/vpc:Vpc", { cidrBlock }];
  const checked = (check: Properties): [string, Properties] => [
    "aws:lb/targetGroup:TargetGroup",
    { vpcId: "v", protocol: "HTTP", port: 80, healthCheck: check },
  ];
  const task = (container: Properties, more: Properties = {}): [string, Properties] => [
    "aws:ecs/taskDefinition:TaskDefinition",
    {
      ...{ family: "f", requiresCompatibilities: ["EC2"], networkMode: "awsvpc", ...more },
      containerDefinitions: JSON.stringify([{ name: "c", image: "i", ...container }]),
    },
  ];
  const secrets = (valueFrom: string) => task({ secrets: [{ name: "A", valueFrom }] });
  const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-1-AbCdEf";
  const policy = (length: number): [string, Properties] => [
    "aws:iam/rolePolicy:RolePolicy",
    { role: "r", policy: `{ "a": "${"p".repeat(length - '{"a":""}'.length)}" }` },
  ];
  const role = (permissionsBoundary: string): [string, Properties] => [
    "aws:iam/role:Role",
    { assumeRolePolicy: "{}", permissionsBoundary },
  ];
  const size = "the block size must be between a /16 and a /28 netmask";
  const store = "is not the ARN of an SSM parameter or of a Secrets Manager secret";
  const at = "containerDefinitions: 0.";
  /** The last that AWS takes, and the first that it does not, with the reason. */
  const bounds: [string, [string, Properties], [string, Properties], string][] = [
    ["a VPC's size", vpc("10.0.0.0/16"), vpc("10.0.0.0/15"), size],
    ["a VPC's least size", vpc("10.0.0.0/28"), vpc("10.0.0.0/29"), size],
    [
      "a range with bits set after the prefix",
      vpc("10.0.16.0/20"),
      vpc("10.0.17.0/20"),
      "is not the canonical form: bits after the prefix are set",
    ],
    [
      "a range of no hosts",
      vpc("169.253.0.0/16"),
      vpc("169.254.0.0/16"),
      "InvalidVpc.Range: the CIDR is invalid",
    ],
    [
      "status codes",
      checked({ matcher: "200-299,404" }),
      checked({ matcher: "299-200" }),
      "a range must not end before it begins",
    ],
    [
      "a health check's path",
      checked({ path: "/a" }),
      checked({ path: "/ä" }),
      "must begin with a `/`, and have printable ASCII without spaces",
    ],
    [
      "a secret",
      secrets(`${secret}:key::`),
      secrets(`${secret}:key`),
      `${at}secrets.0.valueFrom: ${store}`,
    ],
    [
      "a variable's name",
      task({ environment: [{ name: "a.b-c", value: "" }] }),
      task({ environment: [{ name: "a=b", value: "" }] }),
      `${at}environment.0.name: is not the name of a variable`,
    ],
    [
      "a variable that is there twice",
      task({
        environment: [{ name: "A", value: "" }],
        secrets: [{ name: "B", valueFrom: secret }],
      }),
      task({
        environment: [{ name: "A", value: "" }],
        secrets: [{ name: "A", valueFrom: secret }],
      }),
      "the name of a secret or variable must be unique: `A` is not",
    ],
    [
      "an image's name",
      task({ image: "i".repeat(255) }),
      task({ image: "i".repeat(256) }),
      `${at}image: Too big: expected string to have <=255 characters`,
    ],
    [
      "CPU on instances",
      task({}, { cpu: "196608" }),
      task({}, { cpu: "196609" }),
      "cpu is from 128 to 196608 on EC2, found 196609",
    ],
    [
      "memory on instances",
      task({}, { memory: "6" }),
      task({}, { memory: "5" }),
      "memory is at least 6 MiB, found 5",
    ],
    [
      "a policy's size",
      policy(10_240),
      policy(10_241),
      "LimitExceeded: Maximum policy size of 10240 bytes exceeded for role",
    ],
    [
      "a boundary",
      role("arn:aws:iam::123456789012:policy/a/b"),
      role("arn:aws:iam::123456789012:policy/a/"),
      "is not a policy",
    ],
  ];
  for (const [what, last, first, reason] of bounds) {
    it(`know the bounds of ${what}`, () => {
      expect(reasons(...last)).to.deep.equal([]);
      expect(reasons(...first)).to.deep.equal([reason]);
    });
  }

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
