import { expect } from "chai";
import type { RawConfig } from "../../config/raw";
import { slotOfName } from "../../config/ruleSlot";
import { config, problemsOf } from "./samples";

const many = (count: number, service: object = {}) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`service-${i}`, service]));

const user = (service: object) => config({ users: service });
const subnets = {
  publicSubnetIds: ["subnet-00000001", "subnet-00000002"],
  privateSubnetIds: ["subnet-00000003"],
};

/** One problem each, word for word. */
const table: [what: string, raw: RawConfig, problem: string][] = [
  ["no domain", { services: {} }, "`domain` is required"],
  ["no services", { domain: "example.com" }, "`services` is required"],
  [
    "services of the wrong kind",
    { ...config(), services: "users" },
    "`services` must be a map of keys and values, found the text `users`",
  ],
  [
    "a domain in upper case",
    { ...config(), domain: "Dev.example.com" },
    "`domain` must be a domain name in lower case, without a dot at the end, found `Dev.example.com`",
  ],
  [
    "a domain too long for a certificate",
    { ...config(), domain: `${"a".repeat(51)}.example.com` },
    "`domain` has 63 characters; a certificate for `*.<domain>` allows 62",
  ],
  [
    "a hosted zone that only looks like the end of the domain",
    { domain: "dev-example.com", hostedZone: "example.com", services: {} },
    "`hostedZone` must be `domain` or a parent of it: dev-example.com does not end in .example.com",
  ],
  [
    "an unknown key not similar to any known one",
    user({ healthCheck: { zzzzzzzzzz: 1 } }),
    "`services.users.healthCheck.zzzzzzzzzz` is not a known key; known keys: path, port, " +
      "matcher, intervalSeconds, timeoutSeconds, healthyThreshold and unhealthyThreshold",
  ],
  [
    "a typo inside a list",
    user({ checks: [{ path: "/" }, { path: "/", staus: 200 }] }),
    "`services.users.checks.1.staus` is not a known key; did you mean `status`?",
  ],
  [
    "a key of ec2 on Fargate",
    user({ compute: { type: "fargate", instanceTyp: "t3.small" } }),
    "`services.users.compute.instanceTyp` is not a known key; did you mean `instanceType`?",
  ],
  [
    "both kinds of network",
    { ...config(), network: { cidr: "10.0.0.0/16", vpcId: "vpc-00000001" } },
    "`network.vpcId` is not valid together with the other keys of `network`",
  ],
  [
    "an existing VPC with only one subnet",
    { ...config(), network: { vpcId: "vpc-00000001", ...subnets } },
    "`network.privateSubnetIds` must have at least 2 entries, found 1",
  ],
  [
    "an invalid IP range",
    { ...config(), network: { cidr: "10.0.0.0" } },
    "`network.cidr` must be an IPv4 range such as `10.0.0.0/16`, found `10.0.0.0`",
  ],
  ["a fraction", user({ size: 1.5 }), "`services.users.size` must be a whole number, found 1.5"],
  ["too few tasks", user({ size: 0 }), "`services.users.size` must be at least 1, found 0"],
  [
    "a size in words",
    user({ size: "two" }),
    "`services.users.size` must be a number, found the text `two`",
  ],
  [
    "a deregistration that cuts requests as long as allowed",
    user({ longestRequestSeconds: 300, deregistrationSeconds: 60 }),
    "`services.users.deregistrationSeconds` is 60, less than `longestRequestSeconds` 300: a request " +
      "that is open when its fleet stops would be cut after 60 s. Set it to at least 300, or remove it",
  ],
  [
    "a deregistration that cuts every request",
    user({ deregistrationSeconds: 0 }),
    "`services.users.deregistrationSeconds` is 0, less than `longestRequestSeconds` 1: a request " +
      "that is open when its fleet stops would be cut after 0 s. Set it to at least 1, or remove it",
  ],
  [
    "requests longer than a target may take to deregister",
    user({ longestRequestSeconds: 3601 }),
    "`services.users.longestRequestSeconds` must be at most 3600, found 3601",
  ],
  [
    "requests of no length",
    user({ longestRequestSeconds: 0 }),
    "`services.users.longestRequestSeconds` must be at least 1, found 0",
  ],
  [
    "a longer stop than Fargate allows",
    user({ stopSeconds: 121 }),
    "`services.users.stopSeconds` must be at most 120 on Fargate, found 121",
  ],
  [
    "bounds without a target",
    user({ size: { min: 1, max: 2 } }),
    "`services.users.size.target` is required",
  ],
  [
    "a typo in a target",
    user({ size: { min: 1, max: 2, target: { cpuPercent: 60, cpuPercnt: 60 } } }),
    "`services.users.size.target.cpuPercnt` is not a known key; did you mean `cpuPercent`?",
  ],
  [
    "bounds in the wrong order",
    user({ size: { min: 3, max: 2, target: { cpuPercent: 60 } } }),
    "`services.users.size.max` must be at least `min`, found max 2 and min 3",
  ],
  [
    "more targets than a load balancer allows once every service has scaled out",
    config(many(2, { size: { min: 1, max: 300, target: { cpuPercent: 60 } } })),
    `\`services\` need 1200 targets on each load balancer, but AWS's quota "Targets per ` +
      'Application Load Balancer" is 1000 here: only 1 of the 2 fit; ask AWS to raise it ' +
      "and set `quotas.targetsPerLoadBalancer` to the new value, or split the " +
      "environment",
  ],
  [
    "a name that is too long",
    config({ "a-very-long-name-of-it": {} }),
    "`services.a-very-long-name-of-it` has a name of 22 characters; target " +
      "group names leave room for 20 (set `host` if you need a longer host name)",
  ],
  [
    "a name that AWS reserves",
    config({ "sg-users": {} }),
    "`services.sg-users` has a name that starts with `sg-`, which AWS reserves",
  ],
  [
    "a name that is a property of every object",
    config({ constructor: {} }),
    "`services.constructor` has a name that is reserved in JavaScript",
  ],
  [
    "a host label too long for its test name",
    user({ host: "h".repeat(59) }),
    "`services.users.host` makes the first label of the test name 64 characters long; " +
      "DNS allows 63",
  ],
  [
    "a full name instead of a host label",
    user({ host: "x.example.com" }),
    "`services.users.host` must be one DNS label, of at most 63 lower-case letters, digits and hyphens (full names belong in `hosts`), found `x.example.com`",
  ],
  [
    "a host label with a character that no label has",
    user({ host: "My_users" }),
    "`services.users.host` must be one DNS label, of at most 63 lower-case letters, digits and hyphens, found `My_users`",
  ],
  [
    "two services with one host name",
    config({ users: {}, people: { host: "users" } }),
    "`services.people.host` would make users the production name of users and the " +
      "production name of people",
  ],
  [
    "a host name that is another's test name",
    config({ "users-test": {}, users: {} }),
    "`services.users.host` would make users-test the production name of users-test and " +
      "the test name of users",
  ],
  [
    "CPU that Fargate does not have",
    user({ cpu: 300 }),
    "`services.users.cpu` must be 256, 512, 1024, 2048, 4096, 8192 or 16384 on Fargate, found 300",
  ],
  [
    "memory that Fargate does not have with the CPU",
    user({ memoryMiB: 4096 }),
    "`services.users.memoryMiB` must be 512, 1024 or 2048 with `cpu` 256 on Fargate, found 4096",
  ],
  [
    "instances with another processor",
    user({ architecture: "ARM64", compute: { type: "ec2" } }),
    "`services.users.compute.instanceType` is t3.small, an X86_64 type, but `architecture` is ARM64",
  ],
  [
    "instances on the foundation of another environment",
    { ...user({ compute: { type: "ec2" } }), foundation: "dev" },
    "`services.users.compute` must be fargate in an environment built on the `foundation` of dev",
  ],
  [
    "capacity to reserve on load balancers of another environment",
    { ...config(), foundation: "dev", loadBalancers: { reserveLcu: 200 } },
    "`loadBalancers` has no effect in an environment built on the `foundation` of dev: set it there instead",
  ],
  [
    "how load balancers of another environment handle ambiguous requests",
    { ...config(), foundation: "dev", loadBalancers: { desyncMitigation: "strictest" } },
    "`loadBalancers` has no effect in an environment built on the `foundation` of dev: set it there instead",
  ],
  [
    "a network of its own beside that of another environment",
    { ...config(), foundation: "dev", network: { cidr: "10.20.0.0/16" } },
    "`network` has no effect in an environment built on the `foundation` of dev: set it there instead",
  ],
  [
    "an invalid time",
    { ...config(), expiresAt: "tomorrow" },
    "`expiresAt` must be a time such as `2026-01-31T12:00:00Z`, found `tomorrow`",
  ],
  [
    "a health check that overlaps with the next one",
    user({ healthCheck: { intervalSeconds: 5 } }),
    "`services.users.healthCheck.timeoutSeconds` must be less than `intervalSeconds`, found 5 and 5",
  ],
  [
    "a slot that is taken",
    config({ users: { ruleSlot: 7 }, matching: { ruleSlot: 7 } }),
    "`services.matching.ruleSlot` clashes: users and matching would share slot 7; set " +
      "it to a free one, such as 8",
  ],
  [
    "a slot that another service's name maps to",
    config({ users: {}, matching: { ruleSlot: slotOfName("users") } }),
    "`services.matching.ruleSlot` clashes: users and matching would share slot " +
      `${slotOfName("users")}; set it to a free one, such as ${slotOfName("users") + 1}`,
  ],
];

describe("a config problem", () => {
  for (const [what, raw, problem] of table) {
    it(`is reported for ${what}: ${problem}`, () => {
      expect(problemsOf(raw)).to.deep.equal([problem]);
    });
  }

  const right: [what: string, raw: RawConfig][] = [
    ["a name of 20 characters", config({ "a-very-long-name-two": {} })],
    ["a host label of 58 characters", user({ host: "h".repeat(58) })],
    ["the parent's zone", { ...config(), hostedZone: "example.com" }],
    ["the domain's own zone", { ...config(), hostedZone: "dev.example.com" }],
    ["the largest size on Fargate", user({ cpu: 16384, memoryMiB: 122880 })],
    ["odd sizes on instances", user({ cpu: 300, memoryMiB: 700, compute: { type: "ec2" } })],
    [
      "Graviton",
      user({ architecture: "ARM64", compute: { type: "ec2", instanceType: "m7gd.large" } }),
    ],
    ["a GPU instance", user({ compute: { type: "ec2", instanceType: "g4dn.xlarge" } })],
  ];
  for (const [what, raw] of right) {
    it(`is not reported for ${what}`, () => expect(problemsOf(raw)).to.deep.equal([]));
  }
});
