import type { RawConfig } from "../../config/raw";
import { knows, user, workers } from "./limit";
import { config } from "./samples";

const check = (healthCheck: object) => user({ healthCheck });
const onInstances = (service: object, instanceType = "m7i.large") =>
  user({ compute: { type: "ec2", instanceType }, ...service });
const key = "`services.users.";
/** Each with an ARN of 975 characters. */
const parameters = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`A${i}`, `/${i}${"a".repeat(929)}`]));
/** One and the same secret, whatever its JSON key. */
const oneSecret = (jsonKey: number) =>
  `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${"s".repeat(500)}-AbCdEf:${jsonKey}::`;
const tooMuch = (length: number) =>
  `${key}secrets\` name so many parameters and secrets that the ARNs of everything tasks need to start take ${length} ` +
  "characters, but the execution role's policy has room for 9500; put several values into one secret, and refer to " +
  "each by its JSON key";
const repositorySecretArn = `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${"s".repeat(480)}-AbCdEf`;
const secretsKmsKeyArn =
  "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/";
/** All that a role's policy may name. */
const rights = (repositoryName: number) =>
  user({
    ...{ secrets: parameters(9), repositorySecretArn, secretsKmsKeyArn },
    repository: `${ecr}${"a".repeat(repositoryName)}`,
  });
describe("the settings check, about a service,", () => {
  knows({
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
        onInstances({ memoryMiB: 33_554_432, cpu: 128 }, "u7inh-32tb.480xlarge"),
      ],
      fail: [
        [
          onInstances({ memoryMiB: 8192 }),
          `${key}memoryMiB\` must be less than 8192, all the memory of m7i.large, whose system needs part ` +
            "of it; found 8192",
        ],
        [
          onInstances({ memoryMiB: 4096 }, "t3.small"),
          `${key}memoryMiB\` must be less than 2048, all the memory of t3.small, whose system needs part ` +
            "of it; found 4096",
        ],
        [onInstances({ memoryMiB: 5 }), `${key}memoryMiB\` must be at least 6, found 5`],
        [
          onInstances({ memoryMiB: 33_554_433 }, "u7inh-32tb.480xlarge"),
          `${key}memoryMiB\` must be at most 33554432, found 33554433`,
        ],
        [
          onInstances({ cpu: 2049 }),
          `${key}cpu\` must be at most 2048, all the CPU of m7i.large, found 2049`,
        ],
        [
          onInstances({ cpu: 1025 }, "t2.small"),
          `${key}cpu\` must be at most 1024, all the CPU of t2.small, found 1025`,
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
      pass: [
        config(workers(5000)),
        { ...config(workers(6000)), quotas: { tasksPerService: 6000 } },
        user({ size: { min: 1, max: 2, target: { cpuPercent: 62.5 } } }),
        user({ size: { min: 1, max: 2, target: { cpuPercent: 60, memoryPercent: 100 } } }),
      ],
      fail: [
        [
          user({ size: { min: 1, max: 2, target: {} } }),
          `${key}size.target\` must have \`cpuPercent\`, \`memoryPercent\`, \`requestsPerTask\` or ` +
            "`queue`, or several of them, found a map",
        ],
        [
          config(workers(5001)),
          '`services` need 5001 tasks in one ECS service, but AWS\'s quota "Tasks per service" is 5000 here: only 0 ' +
            "of the 1 fit; ask AWS to raise it and set `quotas.tasksPerService` to the new value, or split " +
            "the environment",
        ],
      ],
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
    "what tasks may read fits a role's policy": {
      pass: [
        user({ secrets: parameters(9) }),
        rights(19),
        user({
          secrets: Object.fromEntries(
            Array.from({ length: 99 }, (_, i) => [`A${i}`, oneSecret(i)]),
          ),
        }),
      ],
      fail: [
        [user({ secrets: parameters(10) }), tooMuch(9780)],
        [rights(20), tooMuch(9501)],
      ],
    },
    "the command of a one-off task fits its overrides": {
      pass: [user({ hooks: { afterSwitch: { command: ["a".repeat(7496)] } } })],
      fail: [
        [
          user({ hooks: { afterSwitch: { command: ["a".repeat(7497)] } } }),
          `${key}hooks.afterSwitch.command\` takes 7501 characters; ECS takes at most 7500 for the command ` +
            "of a one-off task. Put a script into the image",
        ],
        [
          config(workers(1, { selfTest: { command: ["a".repeat(7497)] } })),
          "`services.mailer.selfTest.command` takes 7501 characters; ECS takes at most 7500 for the command " +
            "of a one-off task. Put a script into the image",
        ],
      ],
    },
    "a service has a name that AWS takes in all that is called after it": {
      pass: [config({ "ecs-events": {} }), config({ awsome: {} }), config({ "a-b--c": {} })],
      fail: [
        [
          config({ "ecs-events": { compute: { type: "ec2" } } }),
          "`services.ecs-events` has a name that starts with `ecs`, which AWS reserves in names " +
            "of capacity providers; a service on Fargate may have that name",
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
  });
});
