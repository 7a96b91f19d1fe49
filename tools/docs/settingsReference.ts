import { settingsJsonSchema } from "../package/jsonSchema";

/** The part of JSON Schema that the settings' own has. */
interface Schema {
  $ref?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

interface Document extends Schema {
  properties: { config: { properties: Record<string, Schema> } };
  definitions: Record<string, Schema>;
}

/** What the reference says of a setting, or of a part of one, such as `size.min`. */
export interface Described {
  key: string;
  description: string;
}

/** Meanings of the settings, by key, from the JSON Schema: those of an environment, and of a service of any kind. */
export function settingsReference() {
  const document = settingsJsonSchema() as Document;
  const all = document.properties.config.properties;
  const environment = Object.entries(all).filter(([key]) => key.startsWith("bluegreen:"));
  const services = all["bluegreen:services"]!;
  const kinds = membersOf(services, document)
    .flatMap(({ additionalProperties: one }) => (typeof one === "object" ? [one] : []))
    .flatMap((one) => membersOf(one, document));
  const named = (key: string) => key.replace("bluegreen:", "");
  return {
    environment: new Map(
      environment.map(([key, schema]) => [named(key), describe(named(key), schema, document)]),
    ),
    service: new Map(
      kinds
        .flatMap(({ properties = {} }) => Object.entries(properties))
        // What both kinds have is described alike.
        .reverse()
        .map(([key, schema]) => [key, describe(key, schema, document)]),
    ),
  };
}

/** The setting itself, then its parts at every depth, each once. */
function describe(key: string, schema: Schema, document: Document): Described[] {
  const found = new Map<string, Schema[]>();
  const visit = (at: string, one: Schema) => {
    const members = membersOf(one, document);
    found.set(at, [...(found.get(at) ?? []), ...members]);
    for (const { properties = {}, additionalProperties, items } of members) {
      for (const [name, inner] of Object.entries(properties)) visit(`${at}.${name}`, inner);
      if (items) partsOf(`${at}[]`, items);
      if (typeof additionalProperties === "object") partsOf(`${at}.<name>`, additionalProperties);
    }
  };
  const partsOf = (at: string, one: Schema) => {
    for (const { properties = {} } of membersOf(one, document)) {
      for (const [name, inner] of Object.entries(properties)) visit(`${at}.${name}`, inner);
    }
  };
  visit(key, schema);
  const all = [...found].map(([at, members]) => ({ key: at, description: textOf(members) }));
  return withoutRepeats(all);
}

/** What each of 15 limits has is said once, of `ulimits.<name>.soft`. */
function withoutRepeats(all: readonly Described[]): Described[] {
  const ofAny = ({ key, description }: Described) => ({
    key: key.replace(/^([\w[\]]+)\.\w+\.(\w+)$/, "$1.<name>.$2"),
    description,
  });
  const common = all.map(ofAny).map((one) => JSON.stringify(one));
  return all.flatMap((one, index) => {
    const count = common.filter((text) => text === common[index]).length;
    if (count < 3) return [one];
    return common.indexOf(common[index]!) === index ? [ofAny(one)] : [];
  });
}

function textOf(members: readonly Schema[]): string {
  const { description = "" } = members.find((one) => one.description) ?? {};
  const values = members.filter((one) => one.const !== undefined && one.description);
  const meaning =
    values.length < 2
      ? description
      : values.map((one) => `\`${String(one.const)}\`: ${one.description}`).join(" ");
  return [meaning, valuesOf(members), rangeOf(members, meaning), defaultOf(members, meaning)]
    .filter((text) => text !== "")
    .join(" ");
}

function valuesOf(members: readonly Schema[]): string {
  const values = members.find((one) => one.enum)?.enum ?? [];
  return values.length === 0
    ? ""
    : `One of ${values.map((one) => `\`${String(one)}\``).join(", ")}.`;
}

function rangeOf(members: readonly Schema[], meaning: string): string {
  const { minimum, maximum = Infinity } = members.find((one) => one.minimum !== undefined) ?? {};
  if (
    minimum === undefined ||
    minimum <= Number.MIN_SAFE_INTEGER ||
    new RegExp(`\\b${maximum}\\b`).test(meaning)
  )
    return "";
  return maximum < Number.MAX_SAFE_INTEGER
    ? `From ${minimum} to ${maximum}.`
    : `At least ${minimum}.`;
}

function defaultOf(members: readonly Schema[], meaning: string): string {
  if (meaning.includes("Default: ")) return "";
  const value = members.find((one) => one.default !== undefined)?.default;
  if (value === undefined || (typeof value === "object" && !Array.isArray(value))) return "";
  const words = [value].flat().map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  const text = Array.isArray(value) ? `[${words.join(", ")}]` : words.join("");
  return `Default: \`${text}\`.`;
}

/** A schema with those that it refers to, and each of its alternatives. A secret of Pulumi is no setting's form. */
function membersOf(schema: Schema, document: Document): Schema[] {
  const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
  const referred = $ref === undefined ? [] : [document.definitions[$ref.split("/").at(-1)!]!];
  const others = [...referred, ...allOf, ...anyOf, ...oneOf].filter(
    ({ properties }) => properties?.["secure"] === undefined,
  );
  return [schema, ...others.flatMap((one) => membersOf(one, document))];
}
