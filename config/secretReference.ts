import { z } from "zod";

/** Where ECS reads a secret from. An `arn` is what a policy names: without a part's JSON key or version. */
export type SecretReference =
  { store: "parameter"; name: string } | { store: "parameter" | "secret"; arn: string };

const arnStart = "arn:aws[a-z-]*";
const parameterName = /^(\/[\w.-]+){1,15}$/;
const parameterArn = new RegExp(`^${arnStart}:ssm:[a-z0-9-]+:\\d{12}:parameter(/[\\w.-]+)+$`);
/** What may follow says which part: JSON key, version stage, version id. */
const secretArn = new RegExp(
  `^(${arnStart}:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[\\w/+=.@-]+-[A-Za-z0-9]{6})` +
    "(:[^:*?\\s]*:[^:*?\\s]*:[^:*?\\s]*)?$",
);

/** The text is never repeated here: it may be the very value that must not be shown. */
const notAReference =
  "must say where the secret is: an SSM parameter such as `/prod/users/password`, or the full ARN of a " +
  "parameter or of a Secrets Manager secret. What stands here looks like a value; take it out of the " +
  "settings, and if it was ever committed, change it";

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

/** Undefined for what is no reference. Source: "Specifying sensitive data", Amazon ECS Developer Guide. */
export function parseReference(text: string): SecretReference | undefined {
  if (parameterName.test(text)) return { store: "parameter", name: text };
  if (parameterArn.test(text)) return { store: "parameter", arn: text };
  const secret = secretArn.exec(text);
  return secret?.[1] === undefined ? undefined : { store: "secret", arn: secret[1] };
}
