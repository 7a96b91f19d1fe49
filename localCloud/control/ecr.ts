import { z } from "zod";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { flag, jsonDocument, tags } from "./schemas";

export const repositoryType = "aws:ecr/repository:Repository";

const repository = defineType({
  token: repositoryType,
  properties: {
    name: z
      .string()
      .min(2)
      .max(256)
      .regex(
        /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/,
        "must be lower case, with `.`, `_`, `__`, `/` and hyphens inside",
      ),
    imageTagMutability: z.enum(["MUTABLE", "IMMUTABLE"]).default("MUTABLE"),
    imageScanningConfiguration: z.strictObject({ scanOnPush: z.boolean() }).optional(),
    encryptionConfigurations: z
      .array(z.strictObject({ encryptionType: z.enum(["AES256", "KMS"]) }))
      .max(1)
      .optional(),
    forceDelete: flag(false),
    tags,
  },
  replaceOn: ["name", "encryptionConfigurations"],
  providerOnly: ["forceDelete"],
  autoName: { property: "name", maxLength: 256 },
  create(cloud, { name, imageTagMutability }) {
    const host = `${cloud.accountId}.dkr.ecr.${cloud.options.region}.amazonaws.com`;
    const repositoryUrl = `${host}/${name}`;
    cloud.images.createRepository(name, repositoryUrl, imageTagMutability === "IMMUTABLE");
    const arn = cloud.arn("ecr", `repository/${name}`);
    return { id: name, outputs: { arn, repositoryUrl, registryId: cloud.accountId } };
  },
  update(cloud, _resource, { name, imageTagMutability }) {
    cloud.images.setImmutableTags(name, imageTagMutability === "IMMUTABLE");
    return {};
  },
  delete(cloud, { inputs }) {
    cloud.images.deleteRepository(inputs.name, inputs.forceDelete);
  },
});

const lifecycleSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        rulePriority: z.number().int().min(1),
        description: z.string().max(256).optional(),
        selection: z.strictObject({
          tagStatus: z.enum(["any", "tagged"]),
          tagPrefixList: z.array(z.string().min(1)).min(1).max(100).optional(),
          countType: z.literal("imageCountMoreThan"),
          countNumber: z.number().int().min(1),
        }),
        action: z.strictObject({ type: z.literal("expire") }),
      }),
    )
    .min(1)
    .max(50),
});

/** What ECR refuses (User Guide, "Lifecycle policy properties"). */
function lifecycleProblems(policy: string): string[] {
  const parsed = lifecycleSchema.safeParse(JSON.parse(policy));
  if (parsed.error) return [`invalid lifecycle policy: ${z.prettifyError(parsed.error)}`];
  const { rules } = parsed.data;
  const priorities = rules.map(({ rulePriority }) => rulePriority);
  const last = Math.max(...priorities);
  return [
    ...(new Set(priorities).size < rules.length ? ["each rule needs a different priority"] : []),
    ...rules.flatMap(({ rulePriority, selection: { tagStatus, tagPrefixList } }) => [
      ...(tagStatus === "any" && rulePriority < last
        ? ["a rule for any image must have the highest `rulePriority`"]
        : []),
      ...((tagStatus === "tagged") !== (tagPrefixList !== undefined)
        ? ["`tagPrefixList` is required with `tagStatus` tagged, and only allowed with it"]
        : []),
    ]),
  ];
}

const lifecyclePolicy = defineType({
  token: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  properties: { repository: z.string(), policy: jsonDocument },
  replaceOn: ["repository"],
  problems: ({ policy }) => (policy === undefined ? [] : lifecycleProblems(policy)),
  update(cloud, _resource, { repository, policy }) {
    cloud.images.setLifecycle(repository, lifecycleSchema.parse(JSON.parse(policy)).rules);
    return {};
  },
  create(cloud, { repository, policy }) {
    if (!cloud.resources.get(repositoryType, repository)) {
      throw new CloudError(
        "RepositoryNotFoundException",
        `The repository with name '${repository}' does not exist in the registry`,
      );
    }
    cloud.images.setLifecycle(repository, lifecycleSchema.parse(JSON.parse(policy)).rules);
    return { id: repository, outputs: { registryId: cloud.accountId } };
  },
});

export const ecrTypes = [repository, lifecyclePolicy];
