import { z } from "zod";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { jsonDocument } from "./schemas";

/** `SetRepositoryPolicy`, Amazon ECR API Reference. */
const maxPolicyLength = 10_240;

const policySchema = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]),
  Statement: z
    .array(
      z.strictObject({
        Sid: z.string().optional(),
        Effect: z.enum(["Allow", "Deny"]),
        Principal: z.strictObject({
          AWS: z.array(z.string().regex(/^arn:aws:iam::\d{12}:root$/, "is no principal")).min(1),
        }),
        Action: z.array(z.string().regex(/^ecr:\w+$/, "is no action of ECR")).min(1),
        // A policy of a repository is about that alone.
      }),
    )
    .min(1),
});

function policyProblems(policy: string): string[] {
  const parsed = policySchema.safeParse(JSON.parse(policy));
  return [
    ...(parsed.error ? [`invalid repository policy: ${z.prettifyError(parsed.error)}`] : []),
    ...(policy.length > maxPolicyLength
      ? [`the repository policy has more than ${maxPolicyLength} characters`]
      : []),
  ];
}

/** Nobody else's account is modelled: what the policy allows has no effect here. */
export const repositoryPolicy = defineType({
  token: "aws:ecr/repositoryPolicy:RepositoryPolicy",
  properties: { repository: z.string(), policy: jsonDocument },
  replaceOn: ["repository"],
  problems: ({ policy }) => (policy === undefined ? [] : policyProblems(policy)),
  create(cloud, { repository }) {
    if (!cloud.resources.get("aws:ecr/repository:Repository", repository)) {
      throw new CloudError(
        "RepositoryNotFoundException",
        `The repository with name '${repository}' does not exist in the registry`,
      );
    }
    return { id: repository, outputs: { registryId: cloud.accountId } };
  },
  update: () => ({}),
});
