import { z } from "zod";
import { settingsSchema } from "../../config/schema";

type Schema = Record<string, unknown> & { properties: Record<string, object> };

/** A value that `pulumi config set --secret` has encrypted. */
const encrypted = {
  type: "object",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

/**
 * JSON Schema of `Pulumi.<stack>.yaml`, for editors. In a project that has another name than `bluegreen`, keys are
 * checked all the same, but editors complete none. Rules across keys are the deployer's alone.
 */
export function settingsJsonSchema(): object {
  const { $schema, properties, definitions } = z.toJSONSchema(settingsSchema, {
    target: "draft-7",
    io: "input",
    reused: "ref",
    unrepresentable: "any",
  }) as Schema;
  const values = Object.entries(properties).map(
    ([key, value]) => [key, { anyOf: [value, encrypted] }] as const,
  );
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
