import { z } from "zod";

/**
 * Where ECS reads a secret from. `arn` is what an IAM policy names: without JSON key or version.
 */
export type SecretReference =
  { store: "parameter"; name: string } | { store: "parameter" | "secret"; arn: string };

const arnStart = "arn:aws[a-z-]*";
const parameterName = /^(\/[\w.-]+){1,15}$/;
const parameterArn = new RegExp(`^${arnStart}:ssm:[a-z0-9-]+:\\d{12}:parameter(/[\\w.-]+)+$`);
/** An optional suffix selects JSON key, version stage and version id. */
const secretArn = new RegExp(
  `^(${arnStart}:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[\\w/+=.@-]+-[A-Za-z0-9]{6})` +
    "(:[^:*?\\s]*:[^:*?\\s]*:[^:*?\\s]*)?$",
);

/** The message never repeats the value: it may be the very secret that must not be shown. */
const notAReference =
  "must be a reference to a secret: an SSM parameter such as `/prod/users/password`, or " +
  "the full ARN of a parameter or of a Secrets Manager secret. What was found looks " +
  "like a plain value; remove it from the settings, and rotate it if it was ever " +
  "committed";

export const secretReference = z
  .string()
  .max(2048)
  .refine((text) => parseReference(text) !== undefined, notAReference);

export const kmsKeyArn = z
  .string()
  .regex(
    new RegExp(`^${arnStart}:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$`),
    "must be the ARN of a KMS key, such as `arn:aws:kms:eu-central-1:123456789012:key/…`",
  );

/**
 * Undefined if it is not a reference. Source: "Specifying sensitive data", Amazon ECS Developer Guide.
 */
export function parseReference(text: string): SecretReference | undefined {
  if (parameterName.test(text)) return { store: "parameter", name: text };
  if (parameterArn.test(text)) return { store: "parameter", arn: text };
  const secret = secretArn.exec(text);
  return secret?.[1] === undefined ? undefined : { store: "secret", arn: secret[1] };
}
