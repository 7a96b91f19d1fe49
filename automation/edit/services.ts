import { isMap, type YAMLMap } from "yaml";
import { hintAt } from "../../config/nearest";
import { freeSlot, type Placed, ruleSlot, slotOfName } from "../../config/ruleSlot";
import { refused } from "../world/errors";
import { namesIn, newKey, openText, servicesIn, type SettingsText, textOf } from "./settingsText";
import { isTemplate, templates } from "./templates";

/** The settings file with one more service, from a template or as a copy of another service. */
export function withService(text: string, project: string, name: string, from: string): string {
  return withNew(text, project, name, (services, { document }) =>
    isTemplate(from) ? document.createNode(templates[from]) : copyOf(services, from),
  );
}

/** The settings file with one more service, with these settings. */
export function withSettingsOf(text: string, project: string, name: string, value: object): string {
  return withNew(text, project, name, (_, { document }) => document.createNode(value));
}

function withNew(
  text: string,
  project: string,
  name: string,
  valueOf: (services: YAMLMap, settings: SettingsText) => YAMLMap,
): string {
  const settings = openText(text, project);
  const services = servicesIn(settings);
  if (services.has(name)) {
    throw refused(
      `service ${name} already exists in the settings`,
      `choose another name, or edit \`services.${name}\` in the settings file`,
    );
  }
  const value = valueOf(services, settings);
  const slot = freeSlot(slotOfName(name), takenSlots(services));
  if (slot !== slotOfName(name) && value.get("kind") !== "worker") value.set("ruleSlot", slot);
  // If it was written as `{}`, the map would stay on one line.
  services.flow = false;
  services.add({ key: newKey(name), value });
  return textOf(settings);
}

/** The settings file without a service. */
export function withoutService(text: string, project: string, name: string): string {
  const settings = openText(text, project);
  const services = servicesIn(settings);
  if (!services.has(name)) {
    throw refused(
      `there is no service ${name} in the settings; ${hintAt(name, namesIn(services))}`,
      `name one of these services: ${namesIn(services).join(", ") || "there are none"}`,
    );
  }
  services.delete(name);
  return textOf(settings);
}

/** A copy without the settings that only one service can have. */
function copyOf(services: YAMLMap, from: string): YAMLMap {
  const source = services.get(from, true);
  if (!isMap(source)) {
    const known = [...Object.keys(templates), ...namesIn(services)];
    throw refused(
      `there is no template and no service ${from}; ${hintAt(from, known)}`,
      `use --from with one of: ${known.join(", ")}`,
    );
  }
  const copy = source.clone() as YAMLMap;
  for (const own of ["host", "hosts", "ruleSlot"]) copy.delete(own);
  return copy;
}

interface Written extends Placed {
  kind?: string;
}

function takenSlots(services: YAMLMap): Set<number> {
  const all = Object.entries(services.toJSON() as Record<string, Written | null>);
  const apis = all.filter(([, service]) => service?.kind !== "worker");
  return new Set(apis.map(([name, service]) => ruleSlot(name, service ?? {})));
}
