import type { environmentEffects, serviceEffects } from "../../config/effects";

/** Settings of a service, as YAML, with whatever an example needs besides. A service has the kind `api` unless it says so. */
export const serviceExamples: Readonly<Record<keyof typeof serviceEffects, string>> = {
  kind: `
kind: worker
selfTest: { command: [node, self-test.js] }`,
  host: `
host: accounts`,
  hosts: `
hosts: ["@", www, shop.example.org]`,
  ruleSlot: `
ruleSlot: 10`,
  port: `
port: 3000`,
  protocol: `
protocol: grpc
port: 50051`,
  public: `
public: false
selfTest: { command: [node, self-test.js] }`,
  compute: `
compute: { type: ec2, instanceType: m7i.large, diskGiB: 50 }`,
  capacity: `
size: { min: 2, max: 10, target: { cpuPercent: 60 } }
capacity: mixed`,
  repository: `
repository: 210987654321.dkr.ecr.eu-central-1.amazonaws.com/team/users`,
  repositorySecretArn: `
repository: registry.example.com/team/users
repositorySecretArn: arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry-AbCdEf`,
  cpu: `
cpu: 1024
memoryMiB: 2048`,
  memoryMiB: `
memoryMiB: 1024`,
  architecture: `
architecture: ARM64`,
  command: `
command: [node, server.js]`,
  entryPoint: `
entryPoint: [/usr/bin/env]
command: [node, server.js]`,
  user: `
user: "1000:1000"`,
  workingDirectory: `
workingDirectory: /srv/app`,
  ulimits: `
ulimits:
  nofile: { soft: 8192, hard: 65535 }
  core: 0`,
  init: `
init: false`,
  exec: `
exec: true
readonlyRootFilesystem: false`,
  permissions: `
permissions:
  - actions: [sqs:SendMessage, sqs:GetQueueUrl]
    resources: ["arn:aws:sqs:eu-central-1:123456789012:jobs"]
  - actions: [s3:GetObject]
    resources: ["arn:aws:s3:::uploads/*"]`,
  policyArns: `
policyArns:
  - arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess
  - arn:aws:iam::123456789012:policy/team/users`,
  roleArn: `
roleArn: arn:aws:iam::123456789012:role/team/users`,
  volumes: `
volumes:
  - { path: /tmp, temporary: true }
  - { path: /uploads, efs: fs-0123456789abcdef0, accessPoint: fsap-0123456789abcdef0 }
  - { path: /models, efs: fs-0123456789abcdef1, readOnly: true }`,
  ephemeralGiB: `
ephemeralGiB: 50`,
  sidecars: `
cpu: 512
memoryMiB: 1024
sidecars:
  otel:
    image: public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3
    cpu: 64
    memoryMiB: 128
    essential: false
    startFirst: true`,
  logs: `
sidecars:
  router:
    image: public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5
    logRouter: { type: fluentbit }
logs:
  options: { Name: datadog, Host: http-intake.logs.datadoghq.eu, TLS: "on" }
  secretOptions:
    apikey: arn:aws:secretsmanager:eu-central-1:123456789012:secret:datadog-AbCdEf`,
  environment: `
environment: { LOG_LEVEL: info, WORKERS: "4", CACHE: "true" }`,
  secrets: `
secrets:
  DATABASE_PASSWORD: /prod/users/database-password
  API_KEY: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:users-AbCdEf:apiKey::"`,
  secretsKmsKeyArn: `
secrets: { DATABASE_PASSWORD: /prod/users/database-password }
secretsKmsKeyArn: arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef`,
  calls: `
calls: [search]`,
  outboundPorts: `
outboundPorts: [443, 5432]`,
  readonlyRootFilesystem: `
readonlyRootFilesystem: false`,
  droppedCapabilities: `
droppedCapabilities: [ALL]`,
  healthCheck: `
healthCheck: { path: /ready, port: 8081, matcher: "200-299", intervalSeconds: 15 }`,
  slowStartSeconds: `
slowStartSeconds: 60`,
  stickySeconds: `
stickySeconds: 3600`,
  longestRequestSeconds: `
longestRequestSeconds: 120`,
  deregistrationSeconds: `
deregistrationSeconds: 90`,
  stopSeconds: `
stopSeconds: 90`,
  startSeconds: `
startSeconds: 900`,
  schedules: `
schedules:
  nightly:
    cron: 0 3 * * ? *
    zone: Europe/Berlin
    command: [node, clean-up.js]`,
  size: `
size:
  min: 2
  max: 12
  target: { cpuPercent: 60, requestsPerTask: 1000 }
  scheduled:
    - { cron: 0 7 ? * MON-FRI *, zone: Europe/Berlin, min: 6, max: 20 }
    - { cron: 0 20 ? * MON-FRI *, zone: Europe/Berlin }`,
  checks: `
checks:
  - { path: /health, text: ok }
  - { path: /users/1, json: { id: 1 } }`,
  test: `
test: { command: npm run --silent test:smoke, timeoutSeconds: 120 }`,
  compare: `
compare:
  requests: [{ path: /users/1 }]
  ignore: [/generatedAt]`,
  warm: `
warm: { paths: [/users/1], requestsPerSecond: 50, seconds: 60 }`,
  canary: `
canary:
  steps:
    - { percent: 5, minutes: 10 }
    - { percent: 50, minutes: 30 }`,
  selfTest: `
kind: worker
selfTest: { command: [node, self-test.js], timeoutSeconds: 120 }`,
  hooks: `
hooks:
  beforeStage: { command: [node, migrate.js], timeoutSeconds: 1800 }`,
  alarms: `
alarms: [users-latency]`,
  errorAlarmPercent: `
errorAlarmPercent: 2`,
  overlap: `
kind: worker
selfTest: { command: [node, self-test.js] }
overlap: true`,
};

type EnvironmentKey = Exclude<keyof typeof environmentEffects, "services">;

/** Settings of an environment, as YAML without their namespace. */
export const environmentExamples: Readonly<Record<EnvironmentKey, string>> = {
  domain: `
domain: api.example.com`,
  hostedZone: `
domain: api.example.com
hostedZone: example.com`,
  network: `
network:
  vpcId: vpc-0123456789abcdef0
  publicSubnetIds: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]
  privateSubnetIds: [subnet-0123456789abcdef2, subnet-0123456789abcdef3]`,
  foundation: `
foundation: dev`,
  imagesFrom: `
imagesFrom: dev`,
  cluster: `
cluster: shop`,
  pullAccounts: `
pullAccounts: ["210987654321", "012345678901"]`,
  expiresAt: `
expiresAt: "2026-12-31T12:00:00Z"`,
  testAccess: `
testAccess: { type: network, cidrs: [203.0.113.0/24] }`,
  tags: `
tags: { team: payments, cost-center: "4711" }`,
  protect: `
protect: true`,
  permissionsBoundary: `
permissionsBoundary: arn:aws:iam::123456789012:policy/boundary`,
  keepImages: `
keepImages: false`,
  logKmsKeyArn: `
logKmsKeyArn: arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef`,
  logRetentionDays: `
logRetentionDays: 90`,
  reports: `
reports: s3://example-releases/prod`,
  loadBalancers: `
loadBalancers:
  idleSeconds: 120
  accessLogs: s3://example-logs/prod
  ipv6: true
  allowFrom: [203.0.113.0/24, 2001:db8:1234::/48]
  webAclArn: arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/api/01234567-89ab-cdef-0123-456789abcdef`,
  certificateArns: `
certificateArns:
  - arn:aws:acm:eu-central-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef`,
  approval: `
approval: { expiresHours: 8 }`,
  drain: `
drain: { marginSeconds: 60, maxQuietSeconds: 1800 }`,
  notify: `
notify:
  - to: sns
    topic: arn:aws:sns:eu-central-1:123456789012:releases`,
  dnsSeconds: `
dnsSeconds: 600`,
  windows: `
windows:
  - { days: mon-thu, from: "09:00", to: "16:00", zone: Europe/Berlin }`,
  blockers: `
blockers: { alarms: [payments-down] }`,
  quotas: `
quotas: { rulesPerLoadBalancer: 200 }`,
};
