import { z } from "zod";

/** The part of JSON Schema that zod makes of an object. */
interface Schema {
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
}

/** A table row for each field of the object, and of those within. */
export function fieldRows(schema: z.ZodObject): string[] {
  const { properties = {} } = z.toJSONSchema(schema) as Schema;
  return ["| field | type | meaning |", "| --- | --- | --- |", ...rows("", properties)];
}

function rows(path: string, properties: Record<string, Schema>): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const key = `${path}${name}`;
    const { description = "" } = schema;
    const inner = within(schema);
    const own = `| \`${key}\` | ${typeOf(schema)} | ${description} |`;
    return inner ? [own, ...rows(`${key}${inner.list ? "[]" : ""}.`, inner.properties)] : [own];
  });
}

/** The fields of an object, of one in a list, or of one that may be null. */
function within(schema: Schema): { properties: Record<string, Schema>; list: boolean } | undefined {
  const [only] = (schema.anyOf ?? [schema]).filter(({ type }) => type !== "null");
  if (only?.type === "array")
    return only.items?.properties && { properties: only.items.properties, list: true };
  return only?.properties && { properties: only.properties, list: false };
}

function typeOf({
  type,
  const: value,
  enum: values,
  anyOf,
  items,
  additionalProperties,
}: Schema): string {
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  if (values) return values.map((one) => `\`${String(one)}\``).join(", ");
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(" or ");
  if (type === "array") return `list of ${items ? typeOf(items) : "anything"}`;
  if (type === "object" && typeof additionalProperties === "object") {
    const of = typeOf(additionalProperties);
    return of ? `object of ${of}` : "object";
  }
  return [type ?? []].flat().join(" or ");
}
