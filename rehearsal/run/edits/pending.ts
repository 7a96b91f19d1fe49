import { healthPath } from "../../sample/paths";

/** Variables of the service whose settings are released. */
export const variables = {
  alone: { GREETING: "hello" },
  crashing: { CRASH: "1" },
  withImage: { GREETING: "hi" },
};

/** A health check that only the new image answers. */
export const newHealthCheck = { path: healthPath("v2") };

/**
 * An edit of every setting that waits for a release. Not `calls`: a new one gives the called service's ECS
 * service more target groups, for which ECS starts its tasks again, from the same definition. And not
 * `repositorySecretArn`, which is for images from elsewhere.
 */
export const pending = {
  users: {
    compute: { type: "ec2", instanceType: "t3.medium" },
    capacity: { base: 1, spotPercent: 50 },
    cpu: 512,
    memoryMiB: 1024,
    command: ["node", "later.cjs"],
    entryPoint: ["node"],
    user: "1000",
    workingDirectory: "/later",
    ulimits: { nofile: 1024 },
    init: false,
    exec: true,
    permissions: [{ actions: ["sqs:SendMessage"], resources: ["*"] }],
    policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
    volumes: [
      { path: "/tmp", temporary: true },
      { path: "/data", efs: "fs-01234567" },
    ],
    sidecars: { otel: { image: "ghcr.io/team/otel:1", logRouter: { type: "fluentbit" } } },
    logs: { options: { Name: "datadog" } },
    environment: { GREETING: "later" },
    secrets: { TOKEN: "arn:aws:ssm:eu-central-1:000000000000:parameter/token" },
    secretsKmsKeyArn:
      "arn:aws:kms:eu-central-1:000000000000:key/00000000-0000-0000-0000-000000000000",
    outboundPorts: [443, 5432],
    readonlyRootFilesystem: false,
    droppedCapabilities: ["ALL"],
    healthCheck: { path: "/nowhere", port: 9000 },
    slowStartSeconds: 60,
    stickySeconds: 3600,
    longestRequestSeconds: 25,
    deregistrationSeconds: 30,
    stopSeconds: 30,
    startSeconds: 90,
    schedules: { nightly: { cron: "0 3 * * ? *", zone: "UTC", command: ["node", "later.cjs"] } },
  },
  matching: { architecture: "ARM64", ephemeralGiB: 30 },
};

/** How `up` lists them. */
export const waiting = {
  matching: ["architecture", "ephemeralGiB"],
  users: [
    "capacity",
    "command",
    "compute.instanceType",
    "cpu",
    "deregistrationSeconds",
    "droppedCapabilities",
    "entryPoint",
    "environment.GREETING",
    "exec",
    "healthCheck.path",
    "healthCheck.port",
    "init",
    "logs",
    "longestRequestSeconds",
    "memoryMiB",
    "outboundPorts",
    "permissions",
    "policyArns",
    "readonlyRootFilesystem",
    "schedules.nightly",
    "secrets.TOKEN",
    "secretsKmsKeyArn",
    "sidecars.otel",
    "slowStartSeconds",
    "startSeconds",
    "stickySeconds",
    "stopSeconds",
    "ulimits.nofile",
    "user",
    "volumes",
    "workingDirectory",
  ],
};
