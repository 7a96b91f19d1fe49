import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { isAutoName } from "./check";
import type { ResourceType } from "./resourceType";
import type { Properties } from "./resource";

export interface Changes {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** `olds` is the resource's state (inputs and outputs), `news` the new checked inputs. */
export function diffInputs(
  type: ResourceType,
  name: string,
  olds: Properties,
  news: Properties,
): Changes {
  const changed = Object.entries(type.properties).flatMap(([property, schema]) =>
    isDeepStrictEqual(olds[property] ?? byDefault(schema as z.ZodType), news[property]) ||
    (news[property] === undefined && type.computed?.includes(property))
      ? []
      : [property],
  );
  const replaces = changed.filter((property) => type.replaceOn.includes(property));
  return {
    changes: changed.length > 0,
    replaces,
    deleteBeforeReplace: replaces.length > 0 && keepsOwnName(type, name, olds, news),
  };
}

/** AWS reports a property that was added since then with its default. */
function byDefault(schema: z.ZodType): unknown {
  return schema.safeParse(undefined).data;
}

/**
 * Two resources can't have the same name, so a name set by the program must be free before its
 * replacement is created.
 */
function keepsOwnName(
  type: ResourceType,
  name: string,
  olds: Properties,
  news: Properties,
): boolean {
  if (!type.autoName) return false;
  const physical = news[type.autoName.property];
  return (
    typeof physical === "string" &&
    physical === olds[type.autoName.property] &&
    !isAutoName(physical, name)
  );
}
