import type { NetworkSettings, Settings } from "../config/schema";

/** Whose resources a policy is about. */
export interface Scope {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  partition: string;
  region: string;
  /** 12 digits. */
  account: string;
  /** Pulumi project and stack; every resource that takes tags has both. */
  project: string;
  /** A name, or a pattern such as `pr-*` for all stacks of a kind. */
  stack: string;
  domain: string;
  network: NetworkSettings;
  /** Stack that this one stands on, and the one whose repositories have its images. */
  foundation: string | undefined;
  imagesFrom: string | undefined;
  /** ARN of the policy that bounds every role of the stack; undefined: they are not bounded. */
  permissionsBoundary: string | undefined;
}

export interface ScopeInput {
  settings: Settings;
  region: string;
  account: string;
  project: string;
  stack: string;
}

export function scopeOf({ settings, ...where }: ScopeInput): Scope {
  return {
    ...where,
    partition: partitionOf(where.region),
    domain: settings.domain,
    network: settings.network,
    foundation: settings.foundation,
    imagesFrom: settings.imagesFrom ?? settings.foundation,
    permissionsBoundary: settings.permissionsBoundary,
  };
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** The previews that stand on an environment, whichever there are (automation/commands/previews.ts). */
export function previewStacks(scope: Scope): Scope {
  return { ...scope, stack: "pr-*", foundation: scope.stack, imagesFrom: scope.stack };
}

/** IAM path of what access/ makes: outside of the environment's own, so that it can't be changed from there. */
export function accessPath(project: string): string {
  return `/${project}-access/`;
}

/**
 * IAM path of the stack's roles and instance profiles. Roles that a service is handed can't be told
 * apart by their tags (IAM User Guide, "Grant a user permissions to pass a role"), by their ARN they can.
 */
export function iamPath(project: string, stack: string): string {
  return `/${project}/${stack}/`;
}
