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
        /^[a-z0-9]+([._/-][a-z0-9]+)*$/,
        "must be lower case, with `.`, `_`, `-` and `/` inside",
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

const lifecyclePolicy = defineType({
  token: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  properties: { repository: z.string(), policy: jsonDocument },
  replaceOn: ["repository"],
  create(cloud, { repository }) {
    if (!cloud.resources.get(repositoryType, repository)) {
      throw new CloudError(
        "RepositoryNotFoundException",
        `The repository with name '${repository}' does not exist in the registry`,
      );
    }
    return { id: repository, outputs: { registryId: cloud.accountId } };
  },
});

export const ecrTypes = [repository, lifecyclePolicy];
