import type { RawConfig } from "../../config/raw";
import { knows, user, workers } from "./limit";
import { config } from "./samples";

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
const kept = (range: string) =>
  `is in ${range}, which is reserved: no host can have such an address`;
const small = (prefix: number) =>
  `is a /${prefix} range, which is divided into subnets of /${prefix + 3}; a load balancer needs ` +
  "subnets of /27 or larger, so this range can be /16 to /24";

/** A worker with this many tasks, and one that may have none. */
const besideNone = (tasks: number) => {
  const queue = { arn: "arn:aws:sqs:eu-central-1:123456789012:jobs", perTask: 10 };
  const { mailer } = workers(1, { size: { min: 0, max: 9, target: { queue } } });
  return { ...workers(tasks), jobs: mailer };
};

describe("the settings check, about an environment,", () => {
  knows({
    "a load balancer can reserve 100 capacity units or more": {
      pass: [{ ...config(), loadBalancers: { reserveLcu: 100 } }],
      fail: [
        [
          { ...config(), loadBalancers: { reserveLcu: 99 } },
          "`loadBalancers.reserveLcu` must be at least 100, found 99",
        ],
      ],
    },
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
      // A release starts a task of a service that has none. Two subnets of /27 have 27 addresses each.
      pass: [
        within({ cidr: "10.0.0.0/24" }, workers(27)),
        within({ cidr: "10.0.0.0/24", availabilityZones: 3 }, workers(40)),
        within({ cidr: "10.0.0.0/24" }, workers(13, { compute: { type: "ec2" } })),
        within({ cidr: "10.0.0.0/24" }, besideNone(52)),
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
          within({ cidr: "10.0.0.0/24" }, besideNone(53)),
          "`network.cidr` has 54 addresses for tasks and instances in its 2 private subnets of /27; the services " +
            "need at least 55 while one of them is released",
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
          within({ vpcId: "vpc-0123456789abcdef0", publicSubnetIds: ids(2) }),
          "`network.privateSubnetIds` is required",
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
      pass: [
        ...["boundary", "team/a/boundary", "n".repeat(128), "A+=,.@-_z"],
        `${"p".repeat(510)}/boundary`,
      ].map((name) => ({
        ...config(),
        permissionsBoundary: `arn:aws:iam::123456789012:policy/${name}`,
      })),
      fail: [
        ...["", "a b", "team/", "n".repeat(129), "a//b", "/b", "a!/b"],
        `${"p".repeat(511)}/boundary`,
      ].map((name): [RawConfig, string] => [
        { ...config(), permissionsBoundary: `arn:aws:iam::123456789012:policy/${name}` },
        "`permissionsBoundary` must be the ARN of an IAM policy, such as " +
          "`arn:aws:iam::123456789012:policy/boundary`, found " +
          `\`arn:aws:iam::123456789012:policy/${name}\``,
      ]),
    },
    "a boundary is no pattern and no variable of a policy": {
      pass: [],
      fail: ["*/boundary", "a?/boundary", "${aws:username}/boundary"].map(
        (name): [RawConfig, string] => [
          { ...config(), permissionsBoundary: `arn:aws:iam::123456789012:policy/${name}` },
          "`permissionsBoundary` must not contain `*`, `?` or `$`, which policies read as patterns, found " +
            `\`arn:aws:iam::123456789012:policy/${name}\``,
        ],
      ),
    },
  });
});
