import type { IAM } from "@aws-sdk/client-iam";
import type { Answer, Identity, Permission, RequestContext } from "../../../world/inspector";
import { translateAwsError } from "../awsFailures";
import type { Aws } from "../clients";

/**
 * Those of the permissions that the caller's policies deny, by `iam:SimulatePrincipalPolicy`: identity
 * policies and the permissions boundary. Policies of resources and of the organisation are not simulated.
 */
export async function deniedPermissions(
  aws: Aws,
  { arn }: Identity,
  permissions: readonly Permission[],
  given: RequestContext,
): Promise<Answer<Permission[]>> {
  const iam = await aws.iam();
  const principal = await principalOf(iam, arn, aws.callOptions);
  if (principal === null) return { notHere: `IAM simulates no policies of ${arn}` };
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

/** The role behind a session, or the user; null for root and for federated users. */
async function principalOf(
  iam: IAM,
  arn: string,
  callOptions: Aws["callOptions"],
): Promise<string | null> {
  const RoleName = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (RoleName) return roleArn(iam, arn, RoleName, callOptions);
  return /:(user|role)\//.test(arn) ? arn : null;
}

/** A session's ARN leaves out the path of its role; who may not ask for the role has it as if without. */
async function roleArn(
  iam: IAM,
  session: string,
  RoleName: string,
  callOptions: Aws["callOptions"],
): Promise<string> {
  const [, partition, , , account] = session.split(":");
  const withoutPath = `arn:${partition}:iam::${account}:role/${RoleName}`;
  try {
    return (await iam.getRole({ RoleName }, callOptions)).Role?.Arn ?? withoutPath;
  } catch (error) {
    if (translateAwsError(error)?.code === "access-denied") return withoutPath;
    throw error;
  }
}
