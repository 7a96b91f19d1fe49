import { expect } from "chai";
import type { RawConfig } from "../../config/raw";
import { config, problemsOf } from "./samples";

const user = (service: object) => config({ users: service });
const within = (network: object, services?: Record<string, object>) => ({
  ...config(services),
  network,
});
const ids = (count: number, first = 0) =>
  Array.from({ length: count }, (_, i) => `subnet-${String(first + i).padStart(17, "0")}`);
const brought = (network: object) =>
  within({
    vpcId: "vpc-0123456789abcdef0",
    publicSubnetIds: ids(2),
    privateSubnetIds: ids(2, 8),
    ...network,
  });
const check = (healthCheck: object) => user({ healthCheck });
const onInstances = (service: object, instanceType = "m7i.large") =>
  user({ compute: { type: "ec2", instanceType }, ...service });
const workers = (size: number, service: object = {}) => ({
  mailer: { kind: "worker", selfTest: { command: ["check"] }, size, ...service },
});
const key = "`services.users.";
const kept = (range: string) =>
  `is in ${range}, which is reserved: no host can have such an address`;
const small = (prefix: number) =>
  `is a /${prefix} range, which is divided into subnets of /${prefix + 3}; a load balancer needs ` +
  "subnets of /27 or larger, so this range can be /16 to /24";
const repository = (length: number) => `ghcr.io/${"a".repeat(length - "ghcr.io/".length)}`;

interface Limit {
  /** The last ones that AWS takes. */
  pass: RawConfig[];
  /** The first ones that it does not, with what is said. */
  fail: [RawConfig, problem: string][];
}

const limits: Record<string, Limit> = {
  "a VPC's range has /16 to /24": {
    pass: ["10.0.0.0/16", "10.0.0.0/24", "192.168.3.0/24", "100.64.0.0/16"].map((cidr) =>
      within({ cidr }),
    ),
    fail: [
      [
        within({ cidr: "10.0.0.0/15" }),
        "`network.cidr` is a /15 range; AWS allows /16 to /28 for a VPC",
      ],
      [
        within({ cidr: "10.0.0.0/29" }),
        "`network.cidr` is a /29 range; AWS allows /16 to /28 for a VPC",
      ],
      [within({ cidr: "10.0.0.0/25" }), `\`network.cidr\` ${small(25)}`],
      [within({ cidr: "10.0.0.0/28" }), `\`network.cidr\` ${small(28)}`],
    ],
  },
  "a VPC's range begins at its first address": {
    pass: [within({ cidr: "10.1.0.0/16" }), within({ cidr: "10.1.16.0/20" })],
    fail: [
      [
        within({ cidr: "10.0.0.1/16" }),
        "`network.cidr` has bits set after its first 16, so 10.0.0.1 is an address inside the range; " +
          "the range is 10.0.0.0/16",
      ],
      [
        within({ cidr: "10.1.17.0/20" }),
        "`network.cidr` has bits set after its first 20, so 10.1.17.0 is an address inside the range; " +
          "the range is 10.1.16.0/20",
      ],
    ],
  },
  "a VPC has addresses that hosts can have": {
    pass: [
      "1.0.0.0/16",
      "126.255.0.0/16",
      "169.253.0.0/16",
      "169.255.0.0/16",
      "223.255.0.0/16",
    ].map((cidr) => within({ cidr })),
    fail: [
      [within({ cidr: "0.0.0.0/16" }), `\`network.cidr\` ${kept("0.0.0.0/8")}`],
      [within({ cidr: "127.0.0.0/16" }), `\`network.cidr\` ${kept("127.0.0.0/8")}`],
      [within({ cidr: "169.254.0.0/16" }), `\`network.cidr\` ${kept("169.254.0.0/16")}`],
      [within({ cidr: "224.0.0.0/16" }), `\`network.cidr\` ${kept("224.0.0.0/3")}`],
      [within({ cidr: "255.255.0.0/16" }), `\`network.cidr\` ${kept("224.0.0.0/3")}`],
    ],
  },
  "a VPC has room for all tasks and a second fleet": {
    // Two subnets of /27 have 27 addresses each.
    pass: [
      within({ cidr: "10.0.0.0/24" }, workers(27)),
      within({ cidr: "10.0.0.0/24", availabilityZones: 3 }, workers(40)),
      within({ cidr: "10.0.0.0/24" }, workers(13, { compute: { type: "ec2" } })),
    ],
    fail: [
      [
        within({ cidr: "10.0.0.0/24" }, workers(28)),
        "`network.cidr` has 54 addresses for tasks and instances in its 2 private subnets of /27; the services " +
          "need at least 56 while one of them is released",
      ],
      [
        within({ cidr: "10.0.0.0/24" }, workers(14, { compute: { type: "ec2" } })),
        "`network.cidr` has 54 addresses for tasks and instances in its 2 private subnets of /27; the services " +
          "need at least 56 while one of them is released",
      ],
      [
        within(
          { cidr: "10.0.0.0/24" },
          { ...workers(21, { calls: ["users"] }), users: { size: 1 } },
        ),
        "`network.cidr` has 22 addresses for tasks and instances in its 2 private subnets of /27; the services " +
          "need at least 23 while one of them is released",
      ],
    ],
  },
  "subnets are named once each, by their ids": {
    pass: [
      brought({}),
      brought({ vpcId: "vpc-0a1b2c3d", publicSubnetIds: ["subnet-0a1b2c3d", "subnet-0a1b2c3e"] }),
      brought({ privateSubnetIds: ids(16) }),
      // Whether a subnet is private depends on its routes.
      brought({ privateSubnetIds: ids(2) }),
    ],
    fail: [
      [
        brought({ publicSubnetIds: [...ids(2), ...ids(1)] }),
        `\`network.publicSubnetIds.2\` names ${ids(1)[0]} twice; each subnet counts once`,
      ],
      [
        brought({ privateSubnetIds: [...ids(1), ...ids(1)] }),
        `\`network.privateSubnetIds.1\` names ${ids(1)[0]} twice; each subnet counts once`,
      ],
      [
        brought({ publicSubnetIds: ["", ...ids(2)] }),
        "`network.publicSubnetIds.0` must be an id such as `subnet-0123456789abcdef0`, found an empty text",
      ],
      [
        brought({ privateSubnetIds: ["vpc-0123456789abcdef0", ...ids(2)] }),
        "`network.privateSubnetIds.0` must be an id such as `subnet-0123456789abcdef0`, found " +
          "`vpc-0123456789abcdef0`",
      ],
      [
        brought({ privateSubnetIds: ["subnet-0123456789abcdef", ...ids(2)] }),
        "`network.privateSubnetIds.0` must be an id such as `subnet-0123456789abcdef0`, found " +
          "`subnet-0123456789abcdef`",
      ],
      [
        brought({ privateSubnetIds: ids(17) }),
        "`network.privateSubnetIds` has 17 subnets; ECS takes at most 16 for tasks",
      ],
      [
        brought({ publicSubnetIds: ids(1) }),
        "`network.publicSubnetIds` must have at least 2 entries, found 1",
      ],
      [
        brought({ vpcId: "vpc-0123456789ABCDEF0" }),
        "`network.vpcId` must be an id such as `vpc-0123456789abcdef0`, found `vpc-0123456789ABCDEF0`",
      ],
    ],
  },
  "a domain may be internationalized": {
    pass: [
      { domain: "dev.xn--e1afmkfd.xn--p1ai", services: {} },
      user({ hosts: ["users.example.xn--p1ai"] }),
    ],
    fail: [
      [
        { domain: "dev.example.xn--", services: {} },
        "`domain` must be a domain name in lower case, without a dot at the end, found `dev.example.xn--`",
      ],
      [
        { domain: "dev.example.com.", services: {} },
        "`domain` must be a domain name in lower case, without a dot at the end, found `dev.example.com.`",
      ],
    ],
  },
  "ports are from 1 to 65535, and open once each": {
    pass: [
      user({ outboundPorts: [1, 65_535], port: 1 }),
      user({ port: 65_535 }),
      user({ outboundPorts: [] }),
    ],
    fail: [
      [user({ outboundPorts: [443, 443] }), `${key}outboundPorts.1\` names 443 twice`],
      [user({ outboundPorts: [0] }), `${key}outboundPorts.0\` must be at least 1, found 0`],
      [
        user({ outboundPorts: [65_536] }),
        `${key}outboundPorts.0\` must be at most 65535, found 65536`,
      ],
      [user({ port: 65_536 }), `${key}port\` must be at most 65535, found 65536`],
    ],
  },
  "a health check has ELB's path and status codes": {
    pass: [
      check({ path: `/${"p".repeat(1023)}` }),
      check({ matcher: "200-499" }),
      check({ matcher: "200,202-204,301" }),
      check({
        intervalSeconds: 300,
        timeoutSeconds: 120,
        healthyThreshold: 10,
        unhealthyThreshold: 10,
      }),
    ],
    fail: [
      [
        check({ path: `/${"p".repeat(1024)}` }),
        `${key}healthCheck.path\` must have at most 1024 characters, found 1025`,
      ],
      [
        check({ path: "/größe" }),
        `${key}healthCheck.path\` must be a path that starts with \`/\`, in printable ASCII without ` +
          "spaces, found `/größe`",
      ],
      ...["200-210-220", "199", "500", "200,", "2xx"].map((matcher): [RawConfig, string] => [
        check({ matcher }),
        `${key}healthCheck.matcher\` must be status codes from 200 to 499 in quotes, such as \`200\`, ` +
          `\`200,204\` or \`200-299\`, found \`${matcher}\``,
      ]),
      [
        check({ matcher: "299-200" }),
        `${key}healthCheck.matcher\` has a range that ends before it begins; write it as in \`200-299\``,
      ],
      [
        check({ intervalSeconds: 301 }),
        `${key}healthCheck.intervalSeconds\` must be at most 300, found 301`,
      ],
    ],
  },
  "a task fits its instance": {
    pass: [
      onInstances({ cpu: 2048, memoryMiB: 8191 }),
      onInstances({ memoryMiB: 6, cpu: 128 }),
      onInstances({ memoryMiB: 1023, architecture: "ARM64" }, "t4g.micro"),
      onInstances({ memoryMiB: 393_215, cpu: 98_304 }, "m7i.metal-24xl"),
      onInstances({ memoryMiB: 1_500_000, cpu: 196_608 }, "r7i.48xlarge"),
      // Its size follows no rule.
      onInstances({ memoryMiB: 4_000_000, cpu: 128 }, "x2iedn.32xlarge"),
    ],
    fail: [
      [
        onInstances({ memoryMiB: 8192 }),
        `${key}memoryMiB\` must be less than 8192, all the memory of a m7i.large, whose system needs part ` +
          "of it; found 8192",
      ],
      [
        onInstances({ memoryMiB: 4096 }, "t3.small"),
        `${key}memoryMiB\` must be less than 2048, all the memory of a t3.small, whose system needs part ` +
          "of it; found 4096",
      ],
      [onInstances({ memoryMiB: 5 }), `${key}memoryMiB\` must be at least 6, found 5`],
      [
        onInstances({ cpu: 2049 }),
        `${key}cpu\` must be at most 2048, all of a m7i.large, found 2049`,
      ],
      [
        onInstances({ cpu: 1025 }, "t2.small"),
        `${key}cpu\` must be at most 1024, all of a t2.small, found 1025`,
      ],
      [onInstances({ cpu: 127 }), `${key}cpu\` must be at least 128, found 127`],
      [
        onInstances({ cpu: 196_609 }, "x2iedn.32xlarge"),
        `${key}cpu\` must be at most 196608, found 196609`,
      ],
    ],
  },
  "an instance's disk is one that gp3 has": {
    pass: [30, 65_536].map((diskGiB) => user({ compute: { type: "ec2", diskGiB } })),
    fail: [
      [
        user({ compute: { type: "ec2", diskGiB: 29 } }),
        `${key}compute.diskGiB\` must be at least 30, found 29`,
      ],
      [
        user({ compute: { type: "ec2", diskGiB: 65_537 } }),
        `${key}compute.diskGiB\` must be at most 65536, found 65537`,
      ],
    ],
  },
  "a fleet has as many tasks as an ECS service can": {
    pass: [config(workers(5000)), user({ size: { min: 1, max: 2, target: { cpuPercent: 62.5 } } })],
    fail: [[config(workers(5001)), "`services.mailer.size` must be at most 5000, found 5001"]],
  },
  "an image is named as the grammar of references has it, and with its digest fits a task": {
    pass: [
      "ghcr.io/team/users",
      "localhost/users",
      "localhost:5000/users",
      "registry:5000/users",
      "ghcr.io:65535/a__b/c-_d".replace("-_", "--"),
      repository(183),
    ].map((name) => user({ repository: name })),
    fail: [
      [
        user({ repository: repository(184) }),
        `${key}repository\` must have at most 183 characters, found 184`,
      ],
      ...[
        "users",
        "ghcr.io/users:v1",
        "ghcr.io/a..b",
        "ghcr.io/a___b",
        "ghcr.io/Users",
        "team/users",
      ].map((name): [RawConfig, string] => [
        user({ repository: name }),
        `${key}repository\` must be a registry and a path without tag, such as \`ghcr.io/team/users\`, ` +
          `in lower case, found \`${name}\``,
      ]),
      [user({ repository: "ghcr.io:65536/users" }), `${key}repository\` has a port above 65535`],
    ],
  },
  "logs are kept as long as CloudWatch Logs offers": {
    pass: [0, 1, 120, 150, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653].map(
      (logRetentionDays) => ({ ...config(), logRetentionDays }),
    ),
    fail: [
      [
        { ...config(), logRetentionDays: 3654 },
        "`logRetentionDays` must be one of 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, " +
          "731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653, found 3654",
      ],
    ],
  },
  "a boundary is the ARN of a policy": {
    pass: ["boundary", "team/a/boundary", "n".repeat(128), "A+=,.@-_z"].map((name) => ({
      ...config(),
      permissionsBoundary: `arn:aws:iam::123456789012:policy/${name}`,
    })),
    fail: ["", "a b", "team/", "n".repeat(129)].map((name): [RawConfig, string] => [
      { ...config(), permissionsBoundary: `arn:aws:iam::123456789012:policy/${name}` },
      "`permissionsBoundary` must be the ARN of an IAM policy, such as " +
        "`arn:aws:iam::123456789012:policy/boundary`, found " +
        `\`arn:aws:iam::123456789012:policy/${name}\``,
    ]),
  },
  "an alarm has a name that CloudWatch takes": {
    pass: [
      user({ alarms: ["a".repeat(255), "größer als 1 / min"] }),
      user({ errorAlarmPercent: 0.5 }),
    ],
    fail: [
      [user({ alarms: [""] }), `${key}alarms.0\` must have at least 1 character, found 0`],
      [
        user({ alarms: ["a".repeat(256)] }),
        `${key}alarms.0\` must have at most 255 characters, found 256`,
      ],
      [
        user({ alarms: ["a\tb"] }),
        `${key}alarms.0\` must have no control characters, such as line breaks, found \`a\tb\``,
      ],
    ],
  },
  "a command has a program, and may have empty arguments": {
    pass: [user({ hooks: { beforeStage: { command: ["psql", ""] } } })],
    fail: [
      [
        user({ hooks: { beforeStage: { command: [""] } } }),
        `${key}hooks.beforeStage.command\` must begin with a program`,
      ],
    ],
  },
};

describe("the settings check", () => {
  for (const [what, { pass, fail }] of Object.entries(limits)) {
    it(`knows that ${what}`, () => {
      for (const raw of pass) expect(problemsOf(raw), JSON.stringify(raw)).to.deep.equal([]);
      for (const [raw, problem] of fail) expect(problemsOf(raw)).to.deep.equal([problem]);
    });
  }
});
