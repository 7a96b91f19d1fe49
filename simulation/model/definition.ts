import type { ServiceSettings } from "../../config/schema";
import type { Fleet, FleetSettings } from "../../release/state";

/**
 * What a fleet's tasks start from, as text: the image and, after a space, what people have edited of the
 * settings.
 */
export type Definition = string;

export function definitionOf({ image, settings }: Omit<Fleet, "size">): Definition | null {
  return image === null ? null : image + editsIn(settings);
}

export function imageOf(definition: Definition): string {
  const end = definition.indexOf(" ");
  return end < 0 ? definition : definition.slice(0, end);
}

/** A health check path that only the new image answers. */
export const newPath = "/new";

/** Empty if nobody has edited the settings. */
export function editsIn(settings: ServiceSettings | FleetSettings | undefined): string {
  if (!settings) return "";
  let edits = "";
  const variables = settings["environment"] as Record<string, string>;
  for (const name in variables) edits += ` ${name}=${variables[name]!}`;
  const check = settings["healthCheck" as keyof typeof settings] as { path?: string } | undefined;
  return check?.path === newPath ? `${edits} ${newPath}` : edits;
}
