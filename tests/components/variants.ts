import { capabilities } from "../../config/capabilities";
import { eventVerbs } from "../../config/notify";
import { config } from "../config/samples";
import { routed, shape } from "./variantShape";

const queue = "arn:aws:sqs:eu-central-1:123456789012";
const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:users-AbCdEf";

/** One in each Availability Zone. */
function hooks(once: boolean): Record<string, object> {
  const hook = { command: ["node", "migrate.js"], timeoutSeconds: 60, once };
  return { beforeStage: hook, beforeSwitch: hook, afterSwitch: hook, afterRetire: hook };
}

/** Settings that together use every key of the schema, and every kind of value for each. */
export const variants: Record<string, Record<string, unknown>> = {
  "one service on Fargate": { ...config() },
  "instances, bounded and protected": {
    ...config({
      users: {
        kind: "api",
        host: "people",
        hosts: ["people", "@", "www.example.com"],
        ruleSlot: 0,
        port: 8080,
        protocol: "http1",
        size: { min: 2, max: 6, target: { cpuPercent: 60 } },
        repository: "ghcr.io/team/users",
        repositorySecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:pull-AbCdEf",
        secrets: { PASSWORD: "/dev/users/password", TOKEN: `${secret}:token::` },
        secretsKmsKeyArn:
          "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
        alarms: ["users-errors"],
        errorAlarmPercent: 10,
        cpu: 512,
        memoryMiB: 1024,
        architecture: "X86_64",
        compute: { type: "ec2", instanceType: "m7i.large", diskGiB: 50 },
        ...shape,
        permissions: [
          { actions: ["sqs:SendMessage", "s3:Get*"], resources: [`${queue}:jobs`, "*"] },
          { actions: ["sqs:ReceiveMessage"], resources: [`${queue}:other`] },
        ],
        policyArns: [
          "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
          "arn:aws:iam::123456789012:policy/team/users",
        ],
        environment: { LOG_LEVEL: "info" },
        outboundPorts: [443, 5432],
        readonlyRootFilesystem: false,
        healthCheck: {
          path: "/health",
          port: 9000,
          matcher: "200",
          ...{ intervalSeconds: 10, timeoutSeconds: 5 },
          ...{ healthyThreshold: 2, unhealthyThreshold: 2 },
        },
        ...{ slowStartSeconds: 60, stickySeconds: 3600 },
        longestRequestSeconds: 300,
        ...{ deregistrationSeconds: 360, stopSeconds: 180, startSeconds: 300 },
        checks: [
          { path: "/health", method: "GET", status: 200, text: "ok", json: { ok: true } },
          { path: "/health", method: "HEAD" },
        ],
        compare: {
          requests: [
            { path: "/users/1", method: "GET", headers: { accept: "application/json" }, share: 2 },
            { path: "/health", method: "HEAD" },
          ],
          ...{ minutes: 20, pairs: 720, maxSlowdown: 1.5, ignore: ["/generatedAt"], gate: false },
        },
        warm: { paths: ["/users/1", "/health"], requestsPerSecond: 100, seconds: 120 },
        canary: {
          steps: [
            { percent: 5, minutes: 10 },
            { percent: 50, minutes: 20 },
          ],
          ...{ falseAlarmPercent: 2, maxSlowdown: 1.2 },
        },
        test: { command: "npm test", timeoutSeconds: 60, passVariables: ["GITHUB_TOKEN"] },
      },
      matching: {
        schedules: {
          nightly: { cron: "0 3 * * ? *", zone: "Europe/Berlin", command: ["node", "nightly.js"] },
        },
        ruleSlot: 1,
        port: 9090,
        protocol: "http2",
        compare: { requests: [{ path: "/matches" }], gate: true },
        warm: { paths: ["/matches"], requestsPerSecond: 20 },
        architecture: "ARM64",
        compute: { type: "fargate" },
        readonlyRootFilesystem: true,
        ephemeralGiB: 100,
        ...{ init: true, exec: false },
        roleArn: "arn:aws:iam::123456789012:role/team/matching",
        droppedCapabilities: [...capabilities],
      },
      ledger: { ruleSlot: 2, protocol: "grpc", healthCheck: { port: 9001 }, slowStartSeconds: 30 },
    }),
    hostedZone: "example.com",
    network: { cidr: "10.1.0.0/16", availabilityZones: 3, natGateways: "onePerAz" },
    testAccess: { type: "network", cidrs: ["203.0.113.0/24", "2001:db8:1::/48"] },
    pullAccounts: ["210987654321", "012345678901"],
    ...{ protect: true, keepImages: true, tags: { "cost-center": "4711", owner: "shop@acme" } },
    permissionsBoundary: "arn:aws:iam::123456789012:policy/bluegreen-dev-boundary",
    ...{ logRetentionDays: 90, dnsSeconds: 120 },
    logKmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
    reports: "s3://acme-releases/bluegreen",
    loadBalancers: {
      ...{ desyncMitigation: "strictest", reserveLcu: 100, idleSeconds: 4000 },
      ...{
        accessLogs: "s3://acme-logs/dev",
        allowFrom: ["203.0.113.0/24", "192.0.2.0/24", "2001:db8::/32"],
      },
      ipv6: true,
      webAclArn:
        "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/01234567-89ab-cdef-0123-456789abcdef",
    },
    notify: [
      { to: "slack", url: "/dev/slack", on: [...eventVerbs] },
      { to: "webhook", url: "/dev/hook", secret: `${secret}:hook::` },
      { to: "sns", topic: "arn:aws:sns:eu-central-1:123456789012:releases.fifo" },
      { to: "eventbridge", bus: "arn:aws:events:eu-central-1:123456789012:event-bus/default" },
      { to: "sns", topic: "/dev/topic" },
      { to: "github", repository: "org/shop", token: secret },
    ],
    windows: [
      { days: "mon-thu", from: "09:00", to: "16:00", zone: "Europe/Berlin" },
      { days: ["fri", "sat"], from: "22:00", to: "24:00", zone: "UTC" },
    ],
    blockers: {
      alarms: ["payments", "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:network"],
    },
    quotas: {
      rulesPerLoadBalancer: 200,
      targetGroupsPerLoadBalancer: 100,
      targetsPerLoadBalancer: 2000,
      targetsPerTargetGroup: 2000,
      listenersPerLoadBalancer: 75,
      certificatesPerLoadBalancer: 50,
      targetGroups: 6000,
      loadBalancers: 100,
      rulesPerSecurityGroup: 120,
      servicesPerCluster: 5000,
      tasksPerService: 10_000,
      capacityProvidersPerCluster: 20,
      autoScalingGroups: 1000,
    },
    drain: { ttlSeconds: 60, marginSeconds: 20, quietSeconds: 60, maxQuietSeconds: 300 },
    approval: { beforeSwitch: true, expiresHours: 24, notByOwner: true },
  },
  "a network of the team's own": {
    ...config({ users: { compute: { type: "ec2" }, ruleSlot: 0 }, matching: { ruleSlot: 1 } }),
    network: {
      vpcId: "vpc-00000001",
      publicSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
      privateSubnetIds: ["subnet-0000000c", "subnet-0000000d"],
    },
    testAccess: { type: "public" },
    approval: { beforeSwitch: false, notByOwner: false },
    protect: false,
    loadBalancers: { desyncMitigation: "defensive", reserveLcu: 250 },
  },
  "scaled, with secrets and calls": {
    ...config({
      users: {
        ruleSlot: 0,
        size: {
          ...{ min: 2, max: 6, target: { requestsPerTask: 600 } },
          scheduled: [
            { cron: "0 8 ? * MON-FRI *", zone: "Europe/Berlin", min: 4, max: 12 },
            { cron: "0 20 ? * MON-FRI *", zone: "Europe/Berlin" },
          ],
        },
        capacity: "mixed",
        secrets: {
          PASSWORD: "/dev/users/password",
          API_KEY: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:dev/users-AbCdEf",
        },
        secretsKmsKeyArn:
          "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
      },
      matching: {
        ruleSlot: 1,
        compute: { type: "ec2" },
        capacity: { base: 1, spotPercent: 50, instanceTypes: ["t3a.small", "t3.medium"] },
        size: { min: 1, max: 3, target: { cpuPercent: 50, memoryPercent: 75 } },
        calls: ["users"],
      },
    }),
    keepImages: true,
  },
  "with hooks": {
    ...config({
      users: { ruleSlot: 0, hooks: hooks(true) },
      matching: { ruleSlot: 1, hooks: hooks(false) },
    }),
  },
  "with private services": {
    ...config({
      catalog: {
        ...{ ruleSlot: 2, public: false, selfTest: { command: ["node", "test.js"] } },
        ...{ stickySeconds: 60, healthCheck: { port: 9000 } },
        canary: { steps: [{ percent: 50, minutes: 10 }] },
      },
      prices: {
        ...{ ruleSlot: 1, public: false, calls: ["catalog"], compute: { type: "ec2" } },
        selfTest: { command: ["node", "test.js"], timeoutSeconds: 60 },
      },
      shop: { ruleSlot: 0, public: true, calls: ["prices"] },
    }),
  },
  "with workers": {
    ...config({
      users: { ruleSlot: 0 },
      mailer: {
        kind: "worker",
        selfTest: { command: ["node", "self-test.js"], timeoutSeconds: 60 },
        overlap: false,
        calls: ["users"],
        schedules: { weekly: { cron: "0 3 ? * SUN *", zone: "UTC", command: ["weekly"] } },
        hooks: hooks(false),
        capacity: "spot",
        size: { min: 0, max: 9, target: { queue: { arn: `${queue}:mail`, perTask: 10 } } },
      },
      search: {
        kind: "worker",
        selfTest: { command: ["node", "self-test.js"] },
        overlap: true,
        ...{ compute: { type: "ec2" }, capacity: "onDemand" },
        size: { min: 1, max: 3, target: { memoryPercent: 50 } },
      },
    }),
  },
  "on another stack": {
    ...config({ users: { host: "users-pr-7" } }),
    foundation: "base",
    imagesFrom: "base",
    expiresAt: "2026-01-31T12:00:00Z",
    keepImages: false,
    dnsSeconds: 60,
  },
  "one NAT gateway": {
    ...config({ users: routed.fluentd }),
    cluster: "team",
    testAccess: { type: "link", generation: 2 },
    loadBalancers: { ipv6: false },
    network: { cidr: "10.0.0.0/16", availabilityZones: 2, natGateways: "single" },
    certificateArns: [
      "arn:aws:acm:eu-central-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef",
    ],
  },
};
