import { z } from "zod";
import { iamArnProblem, resourceProblem } from "./iamArns";
import { eachOnce } from "./unique";

/** What the code in a service's tasks may do on AWS. */
export interface TaskPermissions {
  permissions: { actions: string[]; resources: string[] }[];
  policyArns: string[];
  roleArn?: string | undefined;
}

/** Source: "Grammar of the IAM JSON policy language", IAM User Guide. */
const action = z
  .string()
  .regex(
    /^[a-z0-9-]+:[A-Za-z0-9*?]+$/,
    "must be an action such as `sqs:SendMessage`; its name may have wildcards, as in `s3:Get*`",
  );

const resource = z
  .string()
  .max(2048)
  .regex(
    /^(\*|arn:(aws[a-z-]*|[a-z-]*[*?][a-z*?-]*):[a-z0-9*?-]+:[a-z0-9*?-]*:[0-9a-z*?]*:[!-~]+)$/,
    "must be an ARN such as `arn:aws:sqs:eu-central-1:123456789012:jobs`, or `*`",
  )
  .refine((text) => !/[\\"]/.test(text), "has a quote or a backslash, which no ARN has")
  .superRefine((text, context) => {
    const message = resourceProblem(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/**
 * Managed policies that IAM attaches to one role, unless a quota was raised (IAM quotas). While a service is released,
 * its role has those of both versions.
 */
const mostPolicies = 5;
/** IAM allows 10,240 in a role's inline policies; again, those of two versions have to fit. */
export const mostPermissionCharacters = 5000;

const iamArn = (kind: "role" | "policy", of: { what: string; owner: string }) =>
  z.string().superRefine((text, context) => {
    const message = iamArnProblem(text, kind, of);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

export const taskPermissions = {
  /**
   * What the service's code may do on AWS. The environment's permissions boundary limits it, if there is one
   * (access/README.md). Previews get none of it.
   */
  permissions: z
    .array(
      z.strictObject({
        /** Such as `sqs:SendMessage` or `s3:Get*`. */
        actions: eachOnce(action).min(1),
        /** ARNs, with wildcards if you want, or `*`. */
        resources: eachOnce(resource).min(1),
      }),
    )
    .refine(
      (all) => JSON.stringify(all).length <= mostPermissionCharacters,
      `has more than ${mostPermissionCharacters} characters as JSON: IAM allows a role 10,240, and two versions run side by side`,
    )
    .default([]),
  /** Managed policies with more of the same. */
  policyArns: eachOnce(
    iamArn("policy", { what: "the ARN of a managed policy of IAM", owner: "aws|\\d{12}" }),
  )
    .max(mostPolicies)
    .default([]),
  /**
   * A role of the account to run the code as, instead of one that the program makes. Its own policies say what it may
   * do, and it has to trust `ecs-tasks.amazonaws.com`.
   */
  roleArn: iamArn("role", { what: "the ARN of an IAM role", owner: "\\d{12}" }).optional(),
};

/** Of `union` in config/definition.ts: what each of the settings grants, each thing once, in a stable order. */
export function statementsOf(all: readonly Pick<TaskPermissions, "permissions">[]) {
  const texts = all.flatMap(({ permissions }) =>
    permissions.map(({ actions, resources }) =>
      JSON.stringify([[...actions].sort(), [...resources].sort()]),
    ),
  );
  return [...new Set(texts)].sort().map((text) => {
    const [actions, resources] = JSON.parse(text) as [string[], string[]];
    return { actions, resources };
  });
}
