import type { ApiSettings, Settings, WorkerSettings } from "./schema";

/**
 * When a change of a setting takes effect.
 * `release`: with the service's next release; until then its fleets keep what they were released with.
 * `once`: with the next `up`, or in the next command; it changes no task of a serving fleet.
 * `never`: not while it serves, because AWS can only replace what the setting names; `up` refuses the
 * change (config/servingChanges.ts).
 */
export type Effect = "release" | "once" | "never";

type ServiceKey = keyof ApiSettings | keyof WorkerSettings;

/** Every setting of a service. A key missing here fails the type check and a test. */
export const serviceEffects: Readonly<Record<ServiceKey, Effect>> = {
  kind: "never",
  host: "once",
  hosts: "once",
  /** Except while another service calls it: callers know its port, which follows from it (runningChanges.ts). */
  ruleSlot: "once",
  port: "never",
  protocol: "never",
  public: "never",
  /** Except `compute.type`, which AWS can only replace (runningChanges.ts). */
  compute: "release",
  capacity: "release",
  repository: "once",
  repositorySecretArn: "release",
  cpu: "release",
  memoryMiB: "release",
  architecture: "release",
  command: "release",
  entryPoint: "release",
  user: "release",
  workingDirectory: "release",
  ulimits: "release",
  init: "release",
  /** Tasks that run already can't be given it, and ECS would not start them again for it. */
  exec: "release",
  permissions: "release",
  policyArns: "release",
  roleArn: "release",
  volumes: "release",
  ephemeralGiB: "release",
  sidecars: "release",
  logs: "release",
  environment: "release",
  secrets: "release",
  secretsKmsKeyArn: "release",
  calls: "release",
  outboundPorts: "release",
  readonlyRootFilesystem: "release",
  droppedCapabilities: "release",
  healthCheck: "release",
  slowStartSeconds: "release",
  stickySeconds: "release",
  longestRequestSeconds: "release",
  deregistrationSeconds: "release",
  stopSeconds: "release",
  startSeconds: "release",
  /** Times and commands belong to a version: a job starts from the definition that serves, and as that has it. */
  schedules: "release",
  size: "once",
  checks: "once",
  test: "once",
  compare: "once",
  warm: "once",
  canary: "once",
  selfTest: "once",
  hooks: "once",
  alarms: "once",
  errorAlarmPercent: "once",
  overlap: "once",
};

/** Lists of a definition that are sets: another order of them is no difference. */
export const sets: readonly ServiceKey[] = [
  ...(["calls", "outboundPorts", "droppedCapabilities", "policyArns", "volumes"] as const),
];

/** Every setting of an environment. */
export const environmentEffects: Readonly<Record<keyof Settings, Effect>> = {
  domain: "never",
  hostedZone: "never",
  network: "never",
  foundation: "never",
  imagesFrom: "never",
  cluster: "never",
  pullAccounts: "once",
  expiresAt: "once",
  testAccess: "once",
  tags: "once",
  protect: "once",
  permissionsBoundary: "once",
  keepImages: "once",
  logKmsKeyArn: "once",
  logRetentionDays: "once",
  reports: "once",
  loadBalancers: "once",
  /** It covers what serves throughout: the deployer asks ACM before the `up` (components/stack/presented.ts). */
  certificateArns: "once",
  approval: "once",
  drain: "once",
  notify: "once",
  dnsSeconds: "once",
  windows: "once",
  blockers: "once",
  quotas: "once",
  services: "release",
};
