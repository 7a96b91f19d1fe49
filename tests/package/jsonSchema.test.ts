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

/** Made once: it reads every comment of the schema. */
const document = settingsJsonSchema();

type Described = Record<string, { description?: string }>;

/** The properties of every map in the schema that has this one; `services`: those of each kind of service. */
function propertiesOf(key: string): Described[] {
  const wanted = key === "services" ? "outboundPorts" : key;
  const found: Described[] = [];
  const visit = (node: unknown, isElsewhere: boolean): void => {
    if (typeof node !== "object" || node === null) return;
    const { properties } = node as { properties?: Described };
    if (properties && wanted in properties && !isElsewhere) found.push(properties);
    for (const [name, one] of Object.entries(node)) {
      visit(one, isElsewhere || name === "patternProperties");
    }
  };
  visit(document, false);
  return found;
}

/** Keys without a description anywhere in a schema, each with those beside it. */
function undescribed(schema: object): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, properties } = node as { type?: unknown; properties?: Described };
    if (type === "object" && properties && !("config" in properties)) {
      const all = Object.keys(properties).join(", ");
      found.push(...keysWithout(properties).map((key) => `${key} of ${all}`));
    }
    Object.values(node).forEach(visit);
  };
  visit(schema);
  return [...new Set(found)];
}

const keysWithout = (all: Described) =>
  Object.entries(all).flatMap(([key, { description }]) => (description ? [] : [key]));

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

  it("describes the settings by the comments of their schema, for editors", () => {
    const { properties } = document as {
      properties: { config: { properties: Record<string, { description?: string }> } };
    };
    const settings = Object.entries(properties.config.properties);
    expect(settings.filter(([, { description }]) => !description)).to.deep.equal([]);
    expect(properties.config.properties["bluegreen:protect"]!.description).to.equal(
      "Deletion protection for load balancers and repositories.",
    );
    const services = propertiesOf("services");
    for (const kind of services) {
      expect(keysWithout(kind), "services").to.deep.equal([]);
      expect(kind["compute"]!.description).to.equal("What tasks run on.");
      expect(kind["port"]?.description ?? "Container port.").to.equal("Container port.");
    }
    expect(services).to.have.length(2);
    for (const [within, key, description] of [
      ["marginSeconds", "quietSeconds", /^The old load balancer is considered quiet after this/],
      ["retries", "startSeconds", "Failures within this time after its start don't count."],
      ["retries", "command", /^Program and arguments, run in the sidecar; /],
      [
        "matcher",
        "timeoutSeconds",
        "Time to answer; a check without an answer by then has failed.",
      ],
      ["once", "timeoutSeconds", /^A task that is still running after this time is stopped/],
      ["perTask", "arn", "ARN of the queue."],
      ["rulesPerLoadBalancer", "targetGroups", /^Per region: 4 per service, /],
      ["scheduled", "max", "The most tasks that AWS starts."],
      ["generation", "type", /^Whoever opens the link /],
      ["startFirst", "secrets", /^Its variables whose values ECS reads when a task starts/],
    ] as const) {
      const found = propertiesOf(within).map((all) => all[key]!.description);
      for (const text of found) {
        if (typeof description === "string") expect(text, within).to.equal(description);
        else expect(text, within).to.match(description);
      }
      expect(found.length, within).to.be.greaterThan(0);
    }
  });

  it("describes every key at every depth (write a comment above yours)", () => {
    expect(undescribed(document)).to.deep.equal([]);
    const bare = { type: "object", properties: { min: {}, max: { description: "Most tasks." } } };
    expect(undescribed({ anyOf: [bare] })).to.deep.equal(["min of min, max"]);
  });

  it("shows no comment that is not for its readers", () => {
    const text = JSON.stringify(document);
    expect(text).to.not.match(/"description":"[^"]*(Sources?:|config\/|\.ts\b)/);
    expect(text).to.not.include('"description":""');
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
