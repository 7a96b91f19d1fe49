import { isWithin, uncoveredNames } from "../config/names";
import type { NetworkSettings, Settings } from "../config/schema";

/** The stack whose resources a policy covers. */
export interface Scope {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
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
  /** ARN of the permissions boundary of the stack's roles; undefined: they have none. */
  permissionsBoundary: string | undefined;
}

export interface ScopeInput {
  settings: Settings;
  region: string;
  account: string;
  project: string;
  stack: string;
  /** Exact name of the cluster; undefined: it is named after the stack. */
  cluster?: string | undefined;
}

export function scopeOf({ settings, cluster, ...where }: ScopeInput): Scope {
  return {
    ...where,
    partition: partitionOf(where.region),
    domain: settings.domain,
    otherNames: uncoveredNames(settings).filter((name) => !isWithin(name, settings.domain)),
    network: settings.network,
    foundation: settings.foundation,
    imagesFrom: settings.imagesFrom ?? settings.foundation,
    cluster: cluster ?? withSuffix(clusterName(where.project, settings.foundation ?? where.stack)),
    permissionsBoundary: settings.permissionsBoundary,
  };
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Exactly as long as what Pulumi appends: a `*` would also match the stack `dev-2` for `dev`. */
function withSuffix(name: string): string {
  return `${name}-???????`;
}

/** Name of an environment's cluster, without what Pulumi appends. ECS allows no other characters. */
export function clusterName(project: string, stack: string): string {
  return `${project}-${stack}`.replace(/[^\w-]/g, "-");
}

/** Start of the names of an environment's alarms: the action that sets one knows no tags of it. */
export function alarmPrefix(project: string, stack: string): string {
  return `${project}/${stack}/`;
}

/** Whether the stack is the pattern of the previews of an environment. */
export function arePreviews({ stack }: Pick<Scope, "stack">): boolean {
  return stack.includes("*");
}

/** All previews that are built on an environment (automation/commands/previews.ts). */
export function previewStacks(scope: Scope): Scope {
  return { ...scope, stack: "pr-*", foundation: scope.stack, imagesFrom: scope.stack };
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
