/** The deployer's identity on AWS, as the stack's config sets it for Pulumi's AWS provider. */
export interface AwsLogin {
  /** A profile of the shared config files; undefined: whatever the SDK finds. */
  profile?: string;
  /** Assumed one after the other. */
  roles: readonly AssumedRole[];
}

export interface AssumedRole {
  roleArn: string;
  sessionName?: string;
  externalId?: string;
  durationSeconds?: number;
  policy?: string;
  policyArns?: readonly string[];
  sourceIdentity?: string;
  tags?: Readonly<Record<string, string>>;
  transitiveTagKeys?: readonly string[];
}
