import { expect } from "chai";
import { z } from "zod";
import { settingsSchema } from "../../config/schema";
import { readSettings } from "../../config/settings";
import { variants } from "./variants";

type Schema = z.core.JSONSchema.BaseSchema;

/** Every key of a schema and every value of its enumerations, as `network.natGateways=single`. */
function places(schema: Schema, path = ""): string[] {
  const { properties = {}, additionalProperties, items, anyOf, oneOf } = schema;
  const deeper = [
    ...Object.entries(properties).flatMap(([key, value]) =>
      typeof value === "object" ? [join(path, key), ...places(value, join(path, key))] : [],
    ),
    ...[additionalProperties, items].flatMap((one) =>
      typeof one === "object" && !Array.isArray(one) ? places(one, join(path, "*")) : [],
    ),
    ...(anyOf ?? oneOf ?? []).flatMap((one) => places(one, path)),
  ];
  const values = (schema.const === undefined ? schema.enum : [schema.const]) ?? [];
  const flags = schema.type === "boolean" ? [true, false] : [];
  // Numbers are amounts, and one is as good as another.
  const chosen = [...values, ...flags].filter((value) => typeof value !== "number");
  return [...deeper, ...chosen.map((value) => `${path}=${String(value)}`)];
}

function placesOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [`${path}=${String(value)}`];
  return Object.entries(value).flatMap(([key, member]) => {
    const known = /^(services|environment|json|sidecars|schedules)$/.test(path.split(".").at(-1)!);
    const place = join(path, known || Array.isArray(value) ? "*" : key);
    return [place, ...placesOf(member, place)];
  });
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function missing(schema: z.ZodType, settings: object[]): string[] {
  const document = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const used = new Set(settings.flatMap((one) => placesOf(one)));
  return [...new Set(places(document))].filter((place) => !used.has(place));
}

describe("the variants of settings", () => {
  it("are valid", () => {
    for (const [name, settings] of Object.entries(variants)) {
      const reading = readSettings(settings);
      expect(reading.ok ? [] : reading.problems, name).to.deep.equal([]);
    }
  });

  it("use every key and every named value (add yours to tests/components/variants.ts)", () => {
    expect(missing(settingsSchema, Object.values(variants))).to.deep.equal([]);
  });

  it("would reveal a key or a value that none uses", () => {
    const wider = settingsSchema.extend({ cache: z.enum(["none", "redis"]).optional() });
    expect(missing(wider, [...Object.values(variants), { cache: "none" }])).to.deep.equal([
      "cache=redis",
    ]);
    expect(missing(wider, Object.values(variants))).to.include("cache");
  });
});
