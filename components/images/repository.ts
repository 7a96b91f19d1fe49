import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnParts } from "../../config/arn";
import { repositoryName } from "../../config/ecr";
import { pullActions } from "../../config/pullAccounts";
import { tags } from "../tags";

/** Number of images kept; the oldest expire first. Far more than a fleet or a rollback could still need. */
const imagesKept = 500;

export interface RepositoryArgs {
  service: string;
  /** Whether it is kept, with its images, when the service is deleted. */
  keepImages: boolean;
  /** It exists already (images/kept.ts), and is taken over. */
  exists: boolean;
  /** Other accounts that may pull from it. */
  pullAccounts: readonly string[];
}

/** The ECR repository of a service; its tags are immutable. */
export function repository(
  name: string,
  { service, keepImages, exists, pullAccounts }: RepositoryArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ecr.Repository {
  // A fixed name, because people and pipelines push to it.
  const fixed = repositoryName(pulumi.getProject(), pulumi.getStack(), service);
  const images = new aws.ecr.Repository(
    name,
    {
      name: fixed,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "AES256" }],
      forceDelete: !keepImages,
      tags: tags({ service }),
    },
    { ...opts, retainOnDelete: keepImages, ...(exists && takenOver(fixed)) },
  );
  new aws.ecr.LifecyclePolicy(
    name,
    { repository: images.name, policy: JSON.stringify(lifecycle) },
    opts,
  );
  if (pullAccounts.length > 0) {
    new aws.ecr.RepositoryPolicy(
      name,
      { repository: images.name, policy: letPull(images.arn, pullAccounts) },
      { ...opts, protect: false },
    );
  }
  return images;
}

/** Which of their roles may, the other accounts decide. */
function letPull(arn: pulumi.Output<string>, accounts: readonly string[]): pulumi.Output<string> {
  return arn.apply((text) => {
    const { partition } = arnParts(text);
    const roots = [...accounts].sort().map((id) => `arn:${partition}:iam::${id}:root`);
    const pull = { Effect: "Allow", Principal: { AWS: roots }, Action: pullActions };
    return JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "pull", ...pull }] });
  });
}

/**
 * The name alone decides here; the next `up` sets the rest. Older versions of Pulumi import only what equals the inputs.
 * Of a repository that is in the state already, as after a kill, an import by its own id changes nothing.
 */
const takenOver = (name: string): pulumi.CustomResourceOptions => ({
  import: name,
  ignoreChanges: ["forceDelete", "imageScanningConfiguration", "imageTagMutability", "tags"],
});

/**
 * By count only: by age, the image that serves could expire, and its next task could not start. Several stacks may
 * share a repository, so what any of them needs has a tag of its own (automation/world/imageKeeper.ts): an image
 * that the first rule matches can't expire by the second one.
 */
const lifecycle = {
  rules: [
    {
      rulePriority: 1,
      description: "keep what serves, and what a rollback needs",
      selection: {
        tagStatus: "tagged",
        tagPrefixList: ["serving-"],
        countType: "imageCountMoreThan",
        countNumber: 10_000,
      },
      action: { type: "expire" },
    },
    {
      rulePriority: 2,
      description: `keep the ${imagesKept} newest`,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: imagesKept },
      action: { type: "expire" },
    },
  ],
};
