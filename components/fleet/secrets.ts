import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { secretsOf, union } from "../../config/definition";
import type { ServiceSettings } from "../../config/schema";
import { parseReference } from "../../config/secretReference";
import { sorted } from "./containerParts";
import type { Statement } from "./policy";

/**
 * `secrets` of a container definition: ECS injects the values when a task starts; only references appear
 * here.
 */
export function containerSecrets({
  secrets,
}: Pick<ServiceSettings, "secrets">): { name: string; valueFrom: pulumi.Input<string> }[] {
  return sorted(secrets).map(([name, reference]) => {
    const parsed = parse(reference);
    return { name, valueFrom: "arn" in parsed ? reference : parameterArn(parsed.name) };
  });
}

/** What the execution role must be allowed for them: to read exactly these. */
export function readSecrets(needs: readonly ServiceSettings[]): Statement[] {
  const references = union(needs, secretsOf).map(parse);
  const keys = union(needs, ({ secretsKmsKeyArn: key }) => (key === undefined ? [] : [key]));
  const arns = (store: "parameter" | "secret") =>
    references
      .filter((reference) => reference.store === store)
      .map((one) => ("arn" in one ? one.arn : parameterArn(one.name)));
  return [
    ...allow("ssm:GetParameters", arns("parameter")),
    ...allow("secretsmanager:GetSecretValue", arns("secret")),
    ...allow("kms:Decrypt", keys),
  ];
}

function allow(action: string, resources: pulumi.Input<string>[]): Statement[] {
  return resources.length === 0 ? [] : [{ Effect: "Allow", Action: action, Resource: resources }];
}

/** In the stack's own account and region. */
function parameterArn(name: string): pulumi.Output<string> {
  const { partition } = aws.getPartitionOutput();
  const { region } = aws.getRegionOutput();
  const { accountId } = aws.getCallerIdentityOutput();
  return pulumi.interpolate`arn:${partition}:ssm:${region}:${accountId}:parameter${name}`;
}

function parse(text: string) {
  const parsed = parseReference(text);
  if (!parsed) throw new Error("the settings check accepts only references to secrets");
  return parsed;
}
