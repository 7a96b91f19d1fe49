import { z } from "zod";
import { type SecretParts, secretParts } from "../../../../config/secretReference";
import type { SecretView } from "../../../world/inspector";
import type { Aws } from "../clients";
import { signedCall } from "../signedCall";

/** What references in the settings lead to. */
export async function describeSecrets(
  aws: Aws,
  references: readonly string[],
): Promise<Record<string, SecretView>> {
  const region = await (await aws.sts()).config.region();
  const here = references.filter((one) => !one.startsWith("arn:") || one.split(":")[3] === region);
  const inStore = here.filter((one) => secretParts(one) === undefined);
  const found = await parameters(aws, inStore.map(nameIn));
  const secrets = here.flatMap((one) => {
    const parts = secretParts(one);
    return parts ? [[one, parts] as const] : [];
  });
  const views = await Promise.all(
    secrets.map(async ([one, parts]) => [one, await inSecretsManager(aws, parts)] as const),
  );
  return {
    ...Object.fromEntries(references.map((one) => [one, elsewhere])),
    ...Object.fromEntries(
      inStore.map((one) => [one, { exists: found.has(nameIn(one)), hasKey: true }]),
    ),
    ...Object.fromEntries(views),
  };
}

const elsewhere: SecretView = { exists: null, hasKey: null };

/** Those of these parameters that exist. */
async function parameters(aws: Aws, names: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let first = 0; first < names.length; first += namesPerCall) {
    const Values = names.slice(first, first + namesPerCall);
    let NextToken: string | undefined;
    do {
      const text = await json(aws, "ssm:DescribeParameters", "AmazonSSM", {
        ParameterFilters: [{ Key: "Name", Option: "Equals", Values }],
        MaxResults: namesPerCall,
        ...(NextToken && { NextToken }),
      });
      const answer = parametersSchema.parse(JSON.parse(text));
      for (const { Name } of answer.Parameters) found.add(Name);
      NextToken = answer.NextToken;
    } while (NextToken);
  }
  return found;
}

const namesPerCall = 50;
const parametersSchema = z.object({
  Parameters: z.array(z.object({ Name: z.string() })).default([]),
  NextToken: z.string().optional(),
});

/** A name with levels begins with a slash; the ARN has one before any name. */
function nameIn(reference: string): string {
  if (!reference.startsWith("arn:")) return reference;
  const path = reference.slice(reference.indexOf(":parameter/") + ":parameter".length);
  return path.indexOf("/", 1) === -1 ? path.slice(1) : path;
}

async function inSecretsManager(
  aws: Aws,
  { arn, jsonKey, versionStage, versionId }: SecretParts,
): Promise<SecretView> {
  const described = await json(aws, "secretsmanager:DescribeSecret", "secretsmanager", {
    SecretId: arn,
  }).catch(missing);
  if (described === null) return nowhere;
  const { DeletedDate, VersionIdsToStages } = secretSchema.parse(JSON.parse(described));
  const stages = VersionIdsToStages ?? {};
  const hasVersion =
    (versionId === "" || versionId in stages) &&
    Object.values(stages).some((all) => all.includes(versionStage || "AWSCURRENT"));
  if (DeletedDate !== undefined || !hasVersion) return nowhere;
  if (jsonKey === "") return { exists: true, hasKey: true };
  const value = await json(aws, "secretsmanager:GetSecretValue", "secretsmanager", {
    SecretId: arn,
    ...(versionStage && { VersionStage: versionStage }),
    ...(versionId && { VersionId: versionId }),
  }).catch(denied);
  return { exists: true, hasKey: value === null ? null : hasKey(value, jsonKey) };
}

const nowhere: SecretView = { exists: false, hasKey: false };

const secretSchema = z.object({
  DeletedDate: z.unknown().optional(),
  VersionIdsToStages: z.record(z.string(), z.array(z.string())).nullish(),
});

function hasKey(answer: string, jsonKey: string): boolean {
  const { SecretString = "" } = JSON.parse(answer) as { SecretString?: string };
  try {
    const value: unknown = JSON.parse(SecretString);
    return typeof value === "object" && value !== null && Object.hasOwn(value, jsonKey);
  } catch {
    return false;
  }
}

function json(
  aws: Aws,
  action: Parameters<typeof signedCall>[1]["action"],
  service: string,
  input: object,
): Promise<string> {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `${service}.${action.split(":")[1]}`,
  };
  return signedCall(aws, { action, headers, body: JSON.stringify(input) });
}

function missing(error: unknown): null {
  if (error instanceof Error && error.name === "ResourceNotFoundException") return null;
  throw error;
}

/** By the secret's policy, the caller's, or the key's. */
function denied(error: unknown): null {
  if (error instanceof Error && error.name.startsWith("AccessDenied")) return null;
  throw error;
}
