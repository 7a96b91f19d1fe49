import { isMap, isSeq } from "yaml";
import { fullName } from "../../config/names";
import { refused } from "../world/errors";
import { openText, servicesIn, type SettingsText, textOf } from "./settingsText";

/** One service of a settings file, and the domain of its names. */
interface Place {
  project: string;
  service: string;
  domain: string;
}

/** The settings file with one more production name of a service, the last one. */
export function withHost(text: string, place: Place, host: string): string {
  return edited(text, place, (hosts) => {
    const names = hosts.map((one) => fullName(one, place.domain));
    return names.includes(fullName(host, place.domain)) ? hosts : [...hosts, host];
  });
}

/** The settings file without a production name of a service. */
export function withoutHost(text: string, place: Place, name: string): string {
  return edited(text, place, (hosts) =>
    hosts.filter((host) => fullName(host, place.domain) !== name),
  );
}

function edited(
  text: string,
  { project, service, domain }: Place,
  change: (hosts: string[]) => string[],
): string {
  const settings = openText(text, project);
  const block = blockOf(settings, service);
  const listed = block.get("hosts", true);
  const before = isSeq(listed)
    ? (listed.toJSON() as string[])
    : [(block.get("host") as string | undefined) ?? service];
  const after = change(before);
  if (after.length === before.length) return text;
  if (!isSeq(listed)) block.set("hosts", settings.document.createNode(after));
  else if (after.length > before.length) listed.add(settings.document.createNode(after.at(-1)));
  else {
    const kept = new Set(after.map((host) => fullName(host, domain)));
    const gone = before.findIndex((host) => !kept.has(fullName(host, domain)));
    listed.delete(gone);
  }
  return textOf(settings);
}

function blockOf(settings: SettingsText, service: string) {
  const block = servicesIn(settings).get(service, true);
  if (isMap(block)) return block;
  throw refused(
    `\`services.${service}\` is not written as a YAML map, so it can't be edited automatically`,
    `write it as a YAML map, such as \`${service}:\` with \`hosts\` below it`,
  );
}
