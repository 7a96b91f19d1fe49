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
