import { clusterNameIn } from "../config/clusterName";
import { isWithin, uncoveredNames } from "../config/names";
import { notifyArns } from "../config/notify";
import { outsideArns } from "../config/outside";
import { partitionOf } from "../config/partition";
import { bucketPlace, parseReports } from "../config/reports";
import type { NetworkSettings, Settings } from "../config/schema";

/** The stack whose resources a policy covers. */
export interface Scope {
  /** Such as `aws` or `aws-cn`. */
  partition: string;
  region: string;
  /** 12 digits. */
  account: string;
  /** Pulumi project and stack; every taggable resource is tagged with both. */
  project: string;
  /** A name, or a pattern such as `pr-*` for a group of stacks. */
  stack: string;
  domain: string;
  /** Production names outside the domain. */
  otherNames: string[];
  network: NetworkSettings;
  /** The stack that this one is built on, and the one whose repositories have its images. */
  foundation: string | undefined;
  imagesFrom: string | undefined;
  /** Name of the cluster that its tasks run in, as a pattern. */
  cluster: string;
  /** Whether the settings name it: then it is not the environment's to change. */
  existingCluster: boolean;
  /** What its services name that it does not make itself, as ARNs. */
  outside: { secrets: string[]; keys: string[]; repositories: string[]; roles: string[] };
  /** What receivers of events are reached through, as ARNs. */
  notify: { topics: string[]; buses: string[]; parameters: string[]; secrets: string[] };
  /** ARNs of what services name that only deployed versions name, as an administrator confirmed them. */
  kept: readonly string[];
  /** ARN of the permissions boundary of the stack's roles; undefined: they have none. */
  permissionsBoundary: string | undefined;
  /** Bucket that its records of releases are kept in. */
  reports: { bucket: string; prefix: string } | undefined;
  /** Bucket of the access logs of its load balancers. */
  accessLogs: string | undefined;
  /** Web ACL of its load balancers. */
  webAcl: string | undefined;
  /** Whether other accounts may pull from its repositories. */
  pulledElsewhere: boolean;
}

export interface ScopeInput {
  settings: Settings;
  region: string;
  account: string;
  project: string;
  stack: string;
  /** Exact name of the cluster; undefined: it is named after the stack. */
  cluster?: string | undefined;
  kept?: readonly string[] | undefined;
}

export function scopeOf({ settings, cluster, kept = [], ...where }: ScopeInput): Scope {
  const partition = partitionOf(where.region);
  return {
    ...where,
    partition,
    outside: outsideArns(Object.values(settings.services), parameterIn({ ...where, partition })),
    notify: notifyArns(settings.notify, arnIn({ ...where, partition })),
    kept,
    domain: settings.domain,
    otherNames: uncoveredNames(settings).filter((name) => !isWithin(name, settings.domain)),
    network: settings.network,
    foundation: settings.foundation,
    imagesFrom: settings.imagesFrom ?? settings.foundation,
    cluster:
      cluster ??
      (settings.cluster === undefined
        ? withSuffix(clusterName(where.project, settings.foundation ?? where.stack))
        : clusterNameIn(settings.cluster)),
    existingCluster: settings.cluster !== undefined,
    permissionsBoundary: settings.permissionsBoundary,
    reports: reportBucket(settings),
    accessLogs: accessLogBucket(settings),
    webAcl: settings.loadBalancers.webAclArn,
    pulledElsewhere: settings.pullAccounts !== undefined,
  };
}

function accessLogBucket({ loadBalancers: { accessLogs } }: Settings): Scope["accessLogs"] {
  return accessLogs === undefined ? undefined : bucketPlace(accessLogs).bucket;
}

function reportBucket({ reports = "" }: Settings): Scope["reports"] {
  const place = parseReports(reports);
  return place?.kind === "bucket" ? place : undefined;
}

type Placed = Pick<Scope, "partition" | "region" | "account">;

/** ARN of a parameter by its name. */
export function parameterIn(place: Placed) {
  return (name: string) => arnIn(place)("ssm", `parameter${name}`);
}

function arnIn({ partition, region, account }: Placed) {
  return (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Exactly as long as what Pulumi appends: a `*` would also match the stack `dev-2` for `dev`. */
function withSuffix(name: string): string {
  return `${name}-???????`;
}

/** Name of an environment's cluster, without what Pulumi appends. ECS allows no other characters. */
export function clusterName(project: string, stack: string): string {
  return `${project}-${stack}`.replace(/[^\w-]/g, "-");
}

/** Start of the names of an environment's alarms: one that does not exist yet has no tags to tell whose it is. */
export function alarmPrefix(project: string, stack: string): string {
  return `${project}/${stack}/`;
}

/** Whether the stack is the pattern of the previews of an environment. */
export function arePreviews({ stack }: Pick<Scope, "stack">): boolean {
  return stack.includes("*");
}

/**
 * All previews that are built on an environment (automation/commands/previews.ts). They may name what its settings
 * name, and nothing that only its deployed versions do.
 */
export function previewStacks(scope: Scope): Scope {
  const { stack, permissionsBoundary: own } = scope;
  const permissionsBoundary = own === undefined ? undefined : previewsBoundary(own);
  const ofPreviews = { stack: "pr-*", foundation: stack, imagesFrom: stack, permissionsBoundary };
  // Their tasks have roles of their own only.
  const outside = { ...scope.outside, roles: [] };
  return {
    ...scope,
    ...ofPreviews,
    webAcl: undefined,
    pulledElsewhere: false,
    outside,
    notify: notifyArns([], String),
    kept: [],
  };
}

/** ARN of the permissions boundary of an environment's previews: narrower than its own. */
export function previewsBoundary(boundary: string): string {
  return `${boundary}-previews`;
}

/**
 * IAM path of what access/ creates, outside the environment's own path so that the environment can't
 * change it.
 */
export function accessPath(project: string): string {
  return `/${project}-access/`;
}

/**
 * IAM path of the stack's roles and instance profiles. A right to pass roles to a service can't be
 * limited by their tags (IAM User Guide, "Grant a user permissions to pass a role"), but it can by their
 * ARN.
 */
export function iamPath(project: string, stack: string): string {
  return `/${project}/${stack}/`;
}
