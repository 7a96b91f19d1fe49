import { z } from "zod";
import type { RoleView } from "../../../world/inspector";
import type { Aws } from "../clients";

const services = z.union([z.string(), z.array(z.string())]);
const trustSchema = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Principal: z.union([z.string(), z.object({ Service: services.optional() })]).optional(),
    }),
  ),
});

/** The roles of a task definition, and who may assume each. */
export async function rolesOf(aws: Aws, taskDefinition: string): Promise<RoleView[]> {
  const ecs = await aws.ecs();
  const answer = await ecs.describeTaskDefinition({ taskDefinition }, aws.callOptions);
  const { executionRoleArn, taskRoleArn } = answer.taskDefinition ?? {};
  const arns = [...new Set([executionRoleArn, taskRoleArn].filter((arn) => arn !== undefined))];
  return Promise.all(arns.map((arn) => describeRole(aws, arn)));
}

/** A role of another account, or at another path, does not exist here. */
export async function describeRole(aws: Aws, arn: string): Promise<RoleView> {
  const RoleName = arn.slice(arn.lastIndexOf("/") + 1);
  try {
    const { Role } = await (await aws.iam()).getRole({ RoleName }, aws.callOptions);
    return {
      arn,
      exists: Role?.Arn === arn,
      trusts: trustedServices(Role?.AssumeRolePolicyDocument),
    };
  } catch (error) {
    if (error instanceof Error && error.name.startsWith("NoSuchEntity")) {
      return { arn, exists: false, trusts: [] };
    }
    throw error;
  }
}

/** IAM returns policy documents URL-encoded. */
export function trustedServices(document: string | undefined): string[] {
  const parsed = trustSchema.safeParse(parseJson(decodeURIComponent(document ?? "")));
  return (parsed.data?.Statement ?? []).flatMap(({ Effect, Principal }) =>
    Effect === "Allow" && typeof Principal === "object" ? [Principal.Service ?? []].flat() : [],
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
