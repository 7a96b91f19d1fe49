/**
 * Pulumi's encoding of special values in property bags (Pulumi's `sdk/proto`, "Property values"). Such a
 * value is an object with its kind under the signature key.
 */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Placeholder in a preview for a value that only an `up` will know. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

/** The plain properties, and which top-level ones contain a secret. */
export function unwrapSecrets(properties: Properties): { plain: Properties; secret: Set<string> } {
  const secret = new Set<string>();
  const plain: Properties = {};
  for (const [key, value] of Object.entries(properties)) {
    if (containsSecret(value)) secret.add(key);
    plain[key] = unwrap(value);
  }
  return { plain, secret };
}

/** Marks the named properties as secret again. */
export function wrapSecrets(properties: Properties, secret: Set<string>): Properties {
  const wrap = (value: unknown) => ({ [signatureKey]: secretSignature, value });
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, secret.has(key) ? wrap(value) : value]),
  );
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}

function isSecret(value: unknown): value is { value: unknown } {
  return isObject(value) && value[signatureKey] === secretSignature;
}

function containsSecret(value: unknown): boolean {
  if (!isObject(value)) return false;
  return isSecret(value) || Object.values(value).some(containsSecret);
}

function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isObject(value)) return value;
  if (isSecret(value)) return unwrap(value.value);
  if (signatureKey in value)
    throw new Error("the local cloud does not support assets or resource references");
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unwrap(member)]));
}
