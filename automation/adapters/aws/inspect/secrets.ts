import { arnParts } from "../../../../config/arn";
import { type SecretParts, secretParts } from "../../../../config/secretReference";
import type { SecretView } from "../../../world/inspector";
import type { Aws } from "../clients";

/** What the references in the settings resolve to. */
export async function describeSecrets(
  aws: Aws,
  references: readonly string[],
): Promise<Record<string, SecretView>> {
  const sts = await aws.sts();
  const region = await sts.config.region();
  const here = references.filter(
    (one) => !one.startsWith("arn:") || arnParts(one).region === region,
  );
  const ofStore = here.filter((one) => secretParts(one) === undefined);
  // Parameters can't be listed in another account. Secrets are described by their whole ARN.
  const account = ofStore.some((one) => one.startsWith("arn:"))
    ? (await sts.getCallerIdentity({}, aws.callOptions)).Account
    : undefined;
  const inStore = ofStore.filter(
    (one) => !one.startsWith("arn:") || arnParts(one).account === account,
  );
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

const elsewhere: SecretView = { exists: "elsewhere", hasKey: null };
const unseen: SecretView = { exists: "denied", hasKey: null };

/** The given parameters that exist. */
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
  const described = await secrets
    .describeSecret({ SecretId: arn }, aws.callOptions)
    .catch((error: unknown) => missing(error) ?? denied(error));
  if (described === "missing") return nowhere;
  if (described === null) return unseen;
  const stage = versionStage || (versionId === "" ? "AWSCURRENT" : "");
  const hasVersion = Object.entries(described.VersionIdsToStages ?? {}).some(
    ([id, stages]) =>
      (versionId === "" || id === versionId) && (stage === "" || stages.includes(stage)),
  );
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

function missing(error: unknown): "missing" | null {
  return error instanceof Error && error.name === "ResourceNotFoundException" ? "missing" : null;
}

/** By the secret's policy, the caller's, or the key's. */
function denied(error: unknown): null {
  if (error instanceof Error && error.name.startsWith("AccessDenied")) return null;
  throw error;
}
