import { type SecretParts, secretParts } from "../../../../config/secretReference";
import type { SecretView } from "../../../world/inspector";
import type { Aws } from "../clients";

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
  if (names.length === 0) return found;
  const ssm = await aws.ssm();
  for (let first = 0; first < names.length; first += namesPerCall) {
    const Values = names.slice(first, first + namesPerCall);
    const ParameterFilters = [{ Key: "Name", Option: "Equals", Values }];
    let NextToken: string | undefined;
    do {
      const answer = await ssm.describeParameters(
        { ParameterFilters, MaxResults: namesPerCall, NextToken },
        aws.callOptions,
      );
      for (const { Name } of answer.Parameters ?? []) if (Name) found.add(Name);
      ({ NextToken } = answer);
    } while (NextToken);
  }
  return found;
}

const namesPerCall = 50;

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
  const secrets = await aws.secretsManager();
  const described = await secrets.describeSecret({ SecretId: arn }, aws.callOptions).catch(missing);
  if (described === null) return nowhere;
  const stages = described.VersionIdsToStages ?? {};
  const hasVersion =
    (versionId === "" || versionId in stages) &&
    Object.values(stages).some((all) => all.includes(versionStage || "AWSCURRENT"));
  if (described.DeletedDate !== undefined || !hasVersion) return nowhere;
  if (jsonKey === "") return { exists: true, hasKey: true };
  const version = {
    ...(versionStage && { VersionStage: versionStage }),
    ...(versionId && { VersionId: versionId }),
  };
  const value = await secrets
    .getSecretValue({ SecretId: arn, ...version }, aws.callOptions)
    .catch(denied);
  return { exists: true, hasKey: value === null ? null : hasKey(value.SecretString, jsonKey) };
}

const nowhere: SecretView = { exists: false, hasKey: false };

function hasKey(secret = "", jsonKey: string): boolean {
  try {
    const value: unknown = JSON.parse(secret);
    return typeof value === "object" && value !== null && Object.hasOwn(value, jsonKey);
  } catch {
    return false;
  }
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
