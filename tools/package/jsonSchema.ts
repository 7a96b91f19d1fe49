import { z } from "zod";
import { settingsSchema } from "../../config/schema";
import { readDescriptions } from "./descriptions";

type Schema = Record<string, unknown> & { properties: Record<string, object> };

/** A value that `pulumi config set --secret` has encrypted. */
const encrypted = {
  type: "object",
  properties: {
    secure: {
      type: "string",
      description: "A value that `pulumi config set --secret` has encrypted.",
    },
  },
  required: ["secure"],
  additionalProperties: false,
};

/**
 * JSON Schema of `Pulumi.<stack>.yaml`, for editors. In a project that has another name than `bluegreen`, keys are
 * checked all the same, but editors complete none. Rules across keys are the deployer's alone.
 */
export function settingsJsonSchema(): object {
  const document = z.toJSONSchema(settingsSchema, {
    target: "draft-7",
    io: "input",
    reused: "ref",
    unrepresentable: "any",
  }) as Schema;
  const { $schema, properties, definitions } = described(document, readDescriptions()) as Schema;
  const values = Object.entries(properties).map(([key, value]) => {
    const { description } = value as { description?: string };
    return [key, { ...(description && { description }), anyOf: [value, encrypted] }] as const;
  });
  const named = values.map(([key, value]) => [`bluegreen:${key}`, value] as const);
  const elsewhere = values.map(
    ([key, value]) => [`^(?!bluegreen:)[\\w.-]+:${key}$`, value] as const,
  );
  return {
    $schema,
    title: "Settings of an environment (bluegreen)",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: { "aws:region": region, ...Object.fromEntries(named) },
        patternProperties: { ...Object.fromEntries(elsewhere), "^(?!bluegreen:)": {} },
        additionalProperties: false,
      },
      secretsprovider: { type: "string" },
      encryptedkey: { type: "string" },
      encryptionsalt: { type: "string" },
    },
    definitions,
  };
}

const region = {
  type: "string",
  description: "AWS region of the environment, such as eu-central-1",
};

/** With descriptions; beside a reference, which would hide them, they are outside it. */
function described(node: unknown, descriptionOf: ReturnType<typeof readDescriptions>): unknown {
  if (Array.isArray(node)) return node.map((one) => described(one, descriptionOf));
  if (typeof node !== "object" || node === null) return node;
  const deeper = Object.entries(node).map(([key, value]): [string, unknown] => [
    key,
    described(value, descriptionOf),
  ]);
  const found: Record<string, unknown> = Object.fromEntries(deeper);
  const { type, properties } = found as { type?: unknown; properties?: Record<string, object> };
  if (type !== "object" || properties === undefined) return found;
  const keys = Object.keys(properties);
  const all = Object.entries(properties).map(([key, value]): [string, unknown] => {
    const description = descriptionOf(key, keys, (value as { const?: unknown }).const);
    if (description === undefined) return [key, value];
    return [key, { description, ...("$ref" in value ? { allOf: [value] } : value) }];
  });
  return { ...found, properties: Object.fromEntries(all) };
}
