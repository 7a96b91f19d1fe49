import { expect } from "chai";
import type { Properties } from "../../../localCloud/control/resource";
import { reasons } from "./reasons";

describe("bounds in the local cloud", () => {
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
  const role = (permissionsBoundary: string): [string, Properties] => [
    "aws:iam/role:Role",
    { assumeRolePolicy: "{}", permissionsBoundary },
  ];
  const reserving = (capacityUnits: number): [string, Properties] => [
    "aws:lb/loadBalancer:LoadBalancer",
    { subnets: ["a", "b"], minimumLoadBalancerCapacity: { capacityUnits } },
  ];
  const repository = (name: string): [string, Properties] => [
    "aws:ecr/repository:Repository",
    { name },
  ];
  const tagged = (key: string, value: string): [string, Properties] => [
    "aws:ec2/vpc:Vpc",
    { cidrBlock: "10.0.0.0/16", tags: { [key]: value } },
  ];
  const path = (path: string): [string, Properties] => [
    "aws:iam/role:Role",
    { assumeRolePolicy: "{}", path },
  ];
  const certificate = (domainName: string): [string, Properties] => [
    "aws:acm/certificate:Certificate",
    { domainName, validationMethod: "DNS" },
  ];
  const elb = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:x";
  const host = (name: string): [string, Properties] => [
    "aws:lb/listenerRule:ListenerRule",
    {
      ...{ listenerArn: elb, priority: 1, conditions: [{ hostHeader: { values: [name] } }] },
      actions: [{ type: "forward", targetGroupArn: elb }],
    },
  ];
  const untaggable = "has characters that tags can't have";
  const notPath = "must begin and end with `/`, with printable ASCII between them";
  const least = "Too small: expected number to be >=100";
  const most = "Too big: expected number to be <=15000";
  const size = "the block size must be between a /16 and a /28 netmask";
  const store = "is not the ARN of an SSM parameter or of a Secrets Manager secret";
  const at = "containerDefinitions: 0.";
  const notUser = `${at}user: is not \`user\`, or \`user:group\``;
  /** The last that AWS takes, and the first that it does not, with the reason. */
  const bounds: [string, [string, Properties], [string, Properties], string][] = [
    ["the least reserved capacity", reserving(100), reserving(99), least],
    ["the most reserved capacity", reserving(15_000), reserving(15_001), most],
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
      "the version of a secret",
      secrets(`${secret}:::${"0".repeat(32)}`),
      secrets(`${secret}::AWSCURRENT:${"0".repeat(32)}`),
      `${at}secrets.0.valueFrom: ${store}`,
    ],
    [
      "an image's name",
      task({ image: `${"i".repeat(255)}@sha256:${"0".repeat(64)}` }),
      task({ image: `${"i".repeat(256)}@sha256:${"0".repeat(64)}` }),
      `${at}image: is longer than 255 characters or has characters that ECS does not accept`,
    ],
    [
      "a limit of a container",
      task({ ulimits: [{ name: "nofile", softLimit: 1, hardLimit: 1 }] }),
      task({ ulimits: [{ name: "nofile", softLimit: 2, hardLimit: 1 }] }),
      `${at}ulimits.0: ulimit soft limit must be less than or equal to hard limit`,
    ],
    ["a container's user", task({ user: "a:1" }), task({ user: "a:" }), notUser],
    [
      "a container's working directory",
      task({ workingDirectory: "/a" }),
      task({ workingDirectory: "a" }),
      `${at}workingDirectory: Invalid string: must start with "/"`,
    ],
    [
      "a task definition",
      task({ environment: [{ name: "A", value: "a".repeat(65_470) }] }),
      task({ environment: [{ name: "A", value: "a".repeat(65_471) }] }),
      "Actual length: '65537'. Max allowed length is '65536' bytes.",
    ],
    ["the characters of a tag", tagged("a", "ä 1_.:/=+-@"), tagged("a", "1;2"), untaggable],
    ["the start of a tag", tagged("awsome", ""), tagged("AWS:a", ""), "Invalid key in record"],
    [
      "the start of a tag's value",
      tagged("a", "an aws:b"),
      tagged("a", "Aws:b"),
      "begins with `aws:`, which AWS reserves",
    ],
    ["a role's path", path("/a!/b/"), path("/a b/"), notPath],
    [
      "a certificate's name",
      certificate(`*.${"a".repeat(58)}.test`.slice(0, 64)),
      certificate(`*.${"a".repeat(58)}.tests`),
      "Too big: expected string to have <=64 characters",
    ],
    [
      "the labels of a certificate's name",
      certificate("*.a-b.test"),
      certificate("*.a_b.test"),
      "is not a domain name that ACM accepts",
    ],
    [
      "a rule's host name",
      host("*.a-b.test"),
      host("a_b.test"),
      "is not a host name, or one with wildcards",
    ],
    [
      "a repository's name",
      repository("a/b__c--d.e"),
      repository("a/b___c"),
      "must be lower case, with `.`, `_`, `__`, `/` and hyphens inside",
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
      "a boundary",
      role("arn:aws:iam::123456789012:policy/a/b"),
      role("arn:aws:iam::123456789012:policy/a!/b"),
      "is not a policy",
    ],
  ];
  for (const [what, last, first, reason] of bounds) {
    it(`know the bounds of ${what}`, () => {
      expect(reasons(...last)).to.deep.equal([]);
      expect(reasons(...first)).to.deep.equal([reason]);
    });
  }
});
