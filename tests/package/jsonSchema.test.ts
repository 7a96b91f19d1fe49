import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ErrorObject } from "ajv";
import { expect } from "chai";
import { parse } from "yaml";
import { settingsSchema } from "../../config/schema";
import { settingsJsonSchema } from "../../tools/package/jsonSchema";

const root = join(__dirname, "../..");
const fileOf = (stack: string) => readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");

/** What an editor would underline, such as `/config/bluegreen:domain`. */
function underlined(text: string): string[] {
  const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(
    settingsJsonSchema(),
  );
  validate(parse(text));
  const where = ({ instancePath, params }: ErrorObject) =>
    "additionalProperty" in params
      ? `${instancePath}/${String(params["additionalProperty"])}`
      : instancePath;
  return [...new Set((validate.errors ?? []).map(where))];
}

describe("the JSON Schema of the settings", () => {
  it("accepts the examples", () => {
    for (const stack of ["dev", "prod"]) {
      expect(underlined(fileOf(stack)), stack).to.deep.equal([]);
    }
  });

  it("has each key of the settings, in whichever project", () => {
    const { properties } = settingsJsonSchema() as {
      properties: {
        config: { properties: object; patternProperties: Record<string, unknown> };
      };
    };
    const keys = Object.keys(settingsSchema.shape);
    expect(Object.keys(properties.config.properties)).to.deep.equal([
      "aws:region",
      ...keys.map((key) => `bluegreen:${key}`),
    ]);
    const patterns = Object.keys(properties.config.patternProperties);
    const matching = (key: string) => patterns.filter((one) => new RegExp(one).test(key)).length;
    for (const key of keys)
      expect([matching(`bluegreen:${key}`), matching(`acme:${key}`)]).to.deep.equal([0, 2]);
  });

  it("underlines unknown keys and wrong values, and no other namespace's keys", () => {
    const text = [
      "config:",
      "  aws:region: eu-central-1",
      "  aws:profile: acme",
      "  bluegreen:domain: Dev.Example.com",
      "  bluegreen:logRetention: 7",
      "  bluegreen:services: { users: { port: 80800 } }",
      "encryptionsalt: v1:abc",
    ].join("\n");
    expect(underlined(text)).to.include.members([
      "/config/bluegreen:logRetention",
      "/config/bluegreen:domain",
    ]);
    expect(underlined(text).join("\n")).to.include("/config/bluegreen:services/users");
    expect(underlined(text).join("\n")).to.not.include("aws:");
    expect(underlined(text.replaceAll("bluegreen:", "acme:")).join("\n")).to.include(
      "/config/acme:domain",
    );
  });

  it("lets a value be encrypted", () => {
    const text = fileOf("dev").replace(
      "  bluegreen:logRetentionDays: 7",
      "  bluegreen:logRetentionDays: { secure: v1:abc= }",
    );
    expect(text).to.include("secure");
    expect(underlined(text)).to.deep.equal([]);
  });
});
