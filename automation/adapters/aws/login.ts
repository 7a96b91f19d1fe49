import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import type { AssumedRole, AwsLogin } from "../../world/awsLogin";
import { createClients, type Identity } from "./clients";

interface AwsCredentialIdentity {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/** Credentials are renewed this long before they expire. */
const earlyMs = 5 * 60_000;

/** Each role is assumed once for all clients, when one is first used. */
export function identityOf({ profile, roles }: AwsLogin, region: string | undefined): Identity {
  const base: Identity = profile === undefined ? {} : { profile };
  return roles.reduce<Identity>(
    (before, role) => ({ credentials: assumed(role, before, region) }),
    base,
  );
}

function assumed(
  role: AssumedRole,
  identity: Identity,
  region: string | undefined,
): () => Promise<AwsCredentialIdentity> {
  let current: Promise<AwsCredentialIdentity> | undefined;
  let untilMs = 0;
  return () => {
    if (current && Date.now() < untilMs) return current;
    untilMs = Infinity;
    current = assume(role, identity, region);
    current.then(
      ({ expiration }) => (untilMs = (expiration?.getTime() ?? 0) - earlyMs),
      () => (untilMs = 0),
    );
    return current;
  };
}

async function assume(
  role: AssumedRole,
  identity: Identity,
  region: string | undefined,
): Promise<AwsCredentialIdentity> {
  const sts = await createClients({ region, identity }).sts();
  const { Credentials } = await sts.assumeRole(inputOf(role));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey) throw new Error(`${role.roleArn} gave no credentials`);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken && { sessionToken: SessionToken }),
    ...(Expiration && { expiration: Expiration }),
  };
}

function inputOf(role: AssumedRole): AssumeRoleCommandInput {
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? "bluegreen",
    ExternalId: role.externalId,
    DurationSeconds: role.durationSeconds,
    Policy: role.policy,
    PolicyArns: role.policyArns?.map((arn) => ({ arn })),
    SourceIdentity: role.sourceIdentity,
    Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
    TransitiveTagKeys: role.transitiveTagKeys && [...role.transitiveTagKeys],
  };
}
