import type { IAM } from "@aws-sdk/client-iam";
import { arnParts } from "../../../../config/arn";
import type { Answer, Identity, Permission, RequestContext } from "../../../world/inspector";
import { translateAwsError } from "../awsFailures";
import type { Aws } from "../clients";

/**
 * The permissions that the caller's policies deny, according to `iam:SimulatePrincipalPolicy`, which covers
 * identity policies and the permissions boundary, but not policies of resources or of the organization.
 */
export async function deniedPermissions(
  aws: Aws,
  { arn }: Identity,
  permissions: readonly Permission[],
  given: RequestContext,
): Promise<Answer<Permission[]>> {
  const iam = await aws.iam();
  const principal = await principalOf(iam, arn, aws.callOptions);
  if (principal === null) return { notHere: `IAM can't simulate policies of ${arn}` };
  const context = Object.entries(given).map(([key, value]) => ({
    ContextKeyName: key,
    ContextKeyType: "string" as const,
    ContextKeyValues: [value],
  }));
  const { paginateSimulatePrincipalPolicy } = await import("@aws-sdk/client-iam");
  const denied = await Promise.all(
    [...actionsByResource(permissions)].map(async ([resource, wanted]) => {
      const pages = paginateSimulatePrincipalPolicy(
        { client: iam },
        {
          PolicySourceArn: principal,
          ActionNames: wanted,
          ResourceArns: [resource],
          ContextEntries: context,
        },
        aws.callOptions,
      );
      const actions: Permission[] = [];
      for await (const { EvaluationResults = [] } of pages) {
        for (const { EvalActionName = "", EvalDecision } of EvaluationResults) {
          if (EvalDecision !== "allowed") actions.push({ action: EvalActionName, resource });
        }
      }
      return actions;
    }),
  );
  return { value: denied.flat() };
}

function actionsByResource(permissions: readonly Permission[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { action, resource } of permissions) {
    found.set(resource, [...(found.get(resource) ?? []), action]);
  }
  return found;
}

/** The role of a session, or the user; null for root and for federated users. */
async function principalOf(
  iam: IAM,
  arn: string,
  callOptions: Aws["callOptions"],
): Promise<string | null> {
  const RoleName = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (RoleName) return roleArn(iam, arn, RoleName, callOptions);
  return /:(user|role)\//.test(arn) ? arn : null;
}

/** A session's ARN leaves out its role's path; a caller that may not read the role is assumed to have none. */
async function roleArn(
  iam: IAM,
  session: string,
  RoleName: string,
  callOptions: Aws["callOptions"],
): Promise<string> {
  const { partition, account } = arnParts(session);
  const withoutPath = `arn:${partition}:iam::${account}:role/${RoleName}`;
  try {
    return (await iam.getRole({ RoleName }, callOptions)).Role?.Arn ?? withoutPath;
  } catch (error) {
    if (translateAwsError(error)?.code === "access-denied") return withoutPath;
    throw error;
  }
}
