import { isDeepStrictEqual } from "node:util";
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
  const changed = Object.keys(type.properties).filter(
    (property) => !isDeepStrictEqual(olds[property], news[property]),
  );
  const replaces = changed.filter((property) => type.replaceOn.includes(property));
  return {
    changes: changed.length > 0,
    replaces,
    deleteBeforeReplace: replaces.length > 0 && keepsOwnName(type, name, olds, news),
  };
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
