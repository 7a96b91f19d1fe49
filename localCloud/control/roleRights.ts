import { z } from "zod";
import type { Cloud } from "../cloud";
import { rolePolicyType, roleType } from "./iam";

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const policySchema = z.object({
  Statement: z.array(
    z.object({ Effect: z.literal("Allow"), Action: oneOrMore, Resource: oneOrMore }),
  ),
});

/** Whether an inline policy of the role names both, letter by letter. */
export function allows(
  cloud: Cloud,
  roleArn: string | undefined,
  action: string,
  resource: string,
): boolean {
  const role = cloud.resources.all(roleType).find(({ outputs }) => outputs.arn === roleArn);
  return cloud.resources
    .all(rolePolicyType)
    .filter(({ inputs }) => role !== undefined && inputs.role === role.id)
    .flatMap(({ inputs }) => policySchema.parse(JSON.parse(String(inputs.policy))).Statement)
    .some(
      (statement) => statement.Action.includes(action) && statement.Resource.includes(resource),
    );
}

const trustSchema = z.object({
  Statement: z.array(
    z.object({
      Action: z.literal("sts:AssumeRole"),
      Principal: z.object({ Service: z.string() }),
      Condition: z.object({ StringEquals: z.record(z.string(), z.string()) }).optional(),
    }),
  ),
});

/** Whether a service of AWS may assume the role for a resource of this account. */
export function mayAssume(
  cloud: Cloud,
  roleArn: string,
  service: string,
  sourceArn: string,
): boolean {
  const role = cloud.resources.all(roleType).find(({ outputs }) => outputs.arn === roleArn);
  if (!role) return false;
  const known: Record<string, string> = {
    "aws:SourceAccount": cloud.accountId,
    "aws:SourceArn": sourceArn,
  };
  return trustSchema
    .parse(JSON.parse(String(role.inputs.assumeRolePolicy)))
    .Statement.some(
      ({ Principal, Condition }) =>
        Principal.Service === service &&
        Object.entries(Condition?.StringEquals ?? {}).every(([key, value]) => known[key] === value),
    );
}
