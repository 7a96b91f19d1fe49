import { z } from "zod";
import { arnParts } from "./arn";
import { placeProblem } from "./partition";
import { counted } from "./plural";

/**
 * Where ECS reads a secret from. `arn` is what an IAM policy names: without JSON key or version.
 */
export type SecretReference =
  { store: "parameter"; name: string } | { store: "parameter" | "secret"; arn: string };

/** A reference to Secrets Manager, taken apart. Parts that are not given are empty. */
export interface SecretParts {
  arn: string;
  jsonKey: string;
  versionStage: string;
  versionId: string;
}

/** Of an SSM parameter, with the levels above it (AWS Systems Manager, "Working with parameter hierarchies"). */
const maxLevels = 15;
/** Of a parameter's ARN (PutParameter, AWS Systems Manager API Reference). */
const maxParameterArn = 1011;
/** A name that fits in the region with the shortest name. */
const maxParameterName = maxParameterArn - "arn:aws:ssm:us-east-1:111122223333:parameter".length;
/** Name (CreateSecret, AWS Secrets Manager API Reference) with the hyphen and characters added to it. */
const maxSecretName = 512 + "-AbCdEf".length;
/** GetSecretValue, AWS Secrets Manager API Reference. */
const maxVersionStage = 256;
const versionIdLengths = { least: 32, most: 64 };

const kinds =
  "an SSM parameter, such as `/prod/users/password`, or the ARN of a parameter or of a Secrets Manager secret";
const ifSecret =
  "if this is the secret itself, store it in SSM or Secrets Manager, and rotate it if it was committed";

export const secretReference = z.string().superRefine((text, context) => {
  const message = referenceProblem(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** The ARN of a secret as a whole. */
export const secretArn = z.string().superRefine((text, context) => {
  const isWhole = parseReference(text)?.store === "secret" && secretParts(text)?.arn === text;
  const message = arnProblem(text) ?? "must be the ARN of a whole secret in Secrets Manager";
  if (!isWhole) context.addIssue({ code: "custom", message });
});

/**
 * Why ECS could not read a secret from there; undefined if it could. It never repeats the value, which may be the
 * secret itself. Source: "Pass sensitive data to an Amazon ECS container", Amazon ECS
 * Developer Guide.
 */
export function referenceProblem(text: string): string | undefined {
  if (text === "") return `is empty; it must be ${kinds}`;
  if (/^\s|\s$/.test(text)) return "begins or ends with a space or a line break; remove it";
  if (text.startsWith("arn:")) return arnProblem(text);
  if (text.startsWith("/")) return parameterProblem(text, maxParameterName);
  return `must be ${kinds}; the value begins with neither \`/\` nor \`arn:\`; ${ifSecret}`;
}

/** `name` with its slashes; one without any has a single level. */
function parameterProblem(name: string, maxLength: number): string | undefined {
  if (/[^\w./-]/.test(name)) {
    return (
      "begins like the name of an SSM parameter, which may contain only letters, digits, `.`, `_`, `-` and " +
      `\`/\`; ${ifSecret}`
    );
  }
  if (/\/\/|\/$/.test(name)) {
    return "has two slashes in a row or ends with a slash; no SSM parameter is named like that";
  }
  // Those of AWS itself, which everybody may read, begin with `/aws/`.
  const reserved = name.startsWith("/aws/") ? undefined : /^\/?(aws|ssm)/i.exec(name)?.[1];
  if (reserved !== undefined) {
    return `has a name that begins with \`${reserved}\`, which AWS reserves: no SSM parameter is named like that`;
  }
  const levels = name.replace(/^\//, "").split("/").length;
  if (levels > maxLevels) {
    return `has ${counted(levels, "level")}; the name of an SSM parameter may have at most ${maxLevels}`;
  }
  if (name.length <= maxLength) return undefined;
  return (
    `has a name of ${name.length} characters; the ARN of an SSM parameter, its name included, may have at most ` +
    `${maxParameterArn}`
  );
}

function arnProblem(text: string): string | undefined {
  const { partition, service, region, account, ...rest } = arnParts(text);
  const resource = rest.resource.split(":");
  if (!text.startsWith("arn:")) return "must be an ARN, which begins with `arn:`";
  if (!/^aws[a-z-]*$/.test(partition)) return "must be an ARN that begins with `arn:aws`";
  if (service !== "ssm" && service !== "secretsmanager") {
    return "is the ARN of another AWS service; it must be one of `ssm` or `secretsmanager`";
  }
  const place = placeProblem(partition, region);
  if (place !== undefined) return place;
  if (!/^\d{12}$/.test(account)) return "is an ARN without an account of 12 digits";
  if (/[*?]/.test(resource[service === "ssm" ? 0 : 1] ?? "")) {
    return "has a wildcard; a variable takes its value from one parameter or secret";
  }
  return service === "ssm"
    ? parameterArnProblem(text, resource)
    : secretArnProblem(resource.shift(), resource);
}

function parameterArnProblem(text: string, [name = "", ...others]: string[]): string | undefined {
  if (others.length > 0) {
    return "has a version or label after the parameter's name; ECS reads only the current version";
  }
  if (!/^parameter\/./.test(name))
    return "is an ARN of SSM, but not that of a parameter (`:parameter/`)";
  const path = name.slice("parameter".length);
  return parameterProblem(path, maxParameterArn - (text.length - path.length));
}

function secretArnProblem(type: string | undefined, [name = "", ...parts]: string[]) {
  if (type !== "secret" || name === "") {
    return "is an ARN of Secrets Manager, but not that of a secret (`:secret:`)";
  }
  if (/[^\w/+=.@!-]/.test(name)) {
    return "has a character that is not allowed in the name of a secret; use letters, digits and `/_+=.@-!`";
  }
  if (!/.-[A-Za-z0-9]{6}$/.test(name)) {
    return (
      "is incomplete: Secrets Manager adds a hyphen and six characters to the name of a secret; copy the " +
      "whole ARN"
    );
  }
  if (name.length > maxSecretName) {
    return `has a name of ${name.length} characters; in the ARN of a secret it may have at most ${maxSecretName}`;
  }
  if (parts.length !== 0 && parts.length !== 3) {
    return (
      `has ${counted(parts.length, "part")} after the secret; it needs all three, even if empty: ` +
      "`:<JSON key>:<version stage>:<version id>`, such as `:password::`"
    );
  }
  const [, versionStage = "", versionId = ""] = parts;
  if (versionStage !== "" && versionId !== "") {
    return "has both a version stage and a version id; ECS takes only one of them: leave the other empty";
  }
  if (versionStage.length > maxVersionStage) {
    return `has a version stage of ${versionStage.length} characters; it may have at most ${maxVersionStage}`;
  }
  const { least, most } = versionIdLengths;
  if (versionId !== "" && (versionId.length < least || versionId.length > most)) {
    return `has a version id of ${counted(versionId.length, "character")}; it must have ${least} to ${most}`;
  }
  return undefined;
}

const kmsKey =
  /^arn:(?<partition>aws[a-z-]*):kms:(?<region>[a-z0-9-]+):\d{12}:key\/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

function kmsKeyProblem(text: string): string | undefined {
  if (text.includes(":alias/")) {
    return "is the ARN of an alias; IAM needs the ARN of the key itself (`aws kms describe-key`)";
  }
  const { partition, region } = kmsKey.exec(text)?.groups ?? {};
  if (partition !== undefined && region !== undefined) return placeProblem(partition, region);
  return (
    "must be the ARN of a KMS key, such as " +
    "`arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef`"
  );
}

export function isKmsKeyArn(text: string): boolean {
  return kmsKeyProblem(text) === undefined;
}

export const kmsKeyArn = z.string().superRefine((text, context) => {
  const message = kmsKeyProblem(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** Undefined if it is not a reference. */
export function parseReference(text: string): SecretReference | undefined {
  if (referenceProblem(text) !== undefined) return undefined;
  if (text.startsWith("/")) return { store: "parameter", name: text };
  const secret = secretParts(text);
  return secret ? { store: "secret", arn: secret.arn } : { store: "parameter", arn: text };
}

/** Undefined if the reference is to a parameter. */
export function secretParts(reference: string): SecretParts | undefined {
  const { service, resource } = arnParts(reference);
  if (service !== "secretsmanager") return undefined;
  const [, , jsonKey = "", versionStage = "", versionId = ""] = resource.split(":");
  return { arn: reference.split(":").slice(0, 7).join(":"), jsonKey, versionStage, versionId };
}
