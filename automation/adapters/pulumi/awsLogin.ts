import { z } from "zod";
import { refused } from "../../world/errors";
import { printable } from "../../world/printable";
import type { AssumedRole, AwsLogin } from "../../world/awsLogin";
import type { StackFile } from "./settingsFile";

const roleSchema = z.object({
  roleArn: z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, "must be the ARN of a role"),
  sessionName: z.string().optional(),
  externalId: z.string().optional(),
  /** As Go writes it, such as `1h` or `90m`. */
  duration: z
    .string()
    .regex(/^(\d+h)?(\d+m)?(\d+s)?$/, "must be a duration such as `1h` or `90m`")
    .optional(),
  policy: z.string().optional(),
  policyArns: z.array(z.string()).optional(),
  sourceIdentity: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  transitiveTagKeys: z.array(z.string()).optional(),
});

/**
 * The keys of Pulumi's provider that may be set. Others configure its identity or its endpoints: some make it
 * read files, start programs or contact other hosts, so settings in a pull request could run code next to the
 * deployer's credentials. New versions of the provider add more of both kinds.
 */
const harmless: ReadonlySet<string> = new Set(
  [
    ...["region", "profile", "assumeRole", "assumeRoles"],
    ...["allowedAccountIds", "forbiddenAccountIds", "defaultTags", "ignoreTags"],
    ...["maxRetries", "retryMode", "tokenBucketRateLimiterCapacity"],
    ...["skipCredentialsValidation", "skipMetadataApiCheck", "skipRegionValidation"],
    ...["skipRequestingAccountId", "useDualstackEndpoint", "useFipsEndpoint", "s3UsePathStyle"],
  ].map((key) => `aws:${key}`),
);

/**
 * What the stack's `aws:profile` and `aws:assumeRoles` (or `aws:assumeRole`, its former name)
 * say. The deployer must use the same identity as Pulumi's provider, or it would look for
 * production in another account.
 */
export function awsLoginOf({ config = {} }: Pick<StackFile, "config">): AwsLogin {
  const other = Object.keys(config).find((key) => key.startsWith("aws:") && !harmless.has(key));
  if (other !== undefined) {
    throw refused(
      `\`${printable(other)}\` is not supported: Pulumi would use it, but the deployer would not`,
      "remove it from the stack's settings file; set the identity with `aws:profile` or `aws:assumeRoles`, " +
        "or in the environment (`AWS_*`)",
    );
  }
  const profile = config["aws:profile"];
  const given = ["aws:assumeRoles", "aws:assumeRole"].filter((key) => config[key] !== undefined);
  const roles = given.flatMap((key) => rolesAt(key, plainValue(key, config[key])));
  if (profile === undefined) return { roles };
  if (typeof profile === "string") return { profile, roles };
  throw unreadable("aws:profile", "it must be the name of a profile");
}

function rolesAt(key: string, value: unknown): AssumedRole[] {
  const parsed = z.array(roleSchema).safeParse(Array.isArray(value) ? value : [value]);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue!.path.filter((part) => typeof part === "string").join(".");
    throw unreadable(key, `${path ? `\`${path}\`: ` : ""}${issue!.message}`);
  }
  return parsed.data.map(({ duration, ...role }) => ({
    ...role,
    ...(duration && { durationSeconds: secondsOf(duration) }),
  }));
}

/** Pulumi also takes JSON in a string. A secret can be read by Pulumi alone. */
function plainValue(key: string, value: unknown): unknown {
  if (JSON.stringify(value).includes('"secure":')) {
    throw unreadable(key, "a part of it is encrypted, which only Pulumi can read");
  }
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw unreadable(key, "it is neither a structure nor JSON");
  }
}

function secondsOf(duration: string): number {
  const units: Record<string, number> = { h: 3600, m: 60, s: 1 };
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit!]!,
    0,
  );
}

function unreadable(key: string, why: string) {
  return refused(
    `the deployer can't log in to AWS as \`${key}\` says: ${why}`,
    `correct \`${key}\` in the stack's settings file`,
  );
}
