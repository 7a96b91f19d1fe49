import { type Document, isMap, parseDocument, Scalar, type YAMLMap } from "yaml";
import { encryptionKeys } from "../../config/stackFile";
import { refused } from "../world/errors";
import { parseYaml } from "../world/yaml";

/** A settings file being edited: comments and order stay as they are. */
export interface SettingsText {
  document: Document;
  /** Namespace of the project's own keys. */
  project: string;
}

export function openText(text: string, project: string): SettingsText {
  parseYaml(text, "the settings file");
  return { document: parseDocument(text, { uniqueKeys: false }), project };
}

export function textOf({ document }: SettingsText): string {
  try {
    return document.toString({ lineWidth: 0 });
  } catch (error) {
    // For example a YAML alias to something that the edit removed.
    const { message } = error as Error;
    throw refused(`the settings file can't be edited automatically: ${message}`, "edit it by hand");
  }
}

/** The value of `bluegreen:<key>`; undefined if there is none. */
export function settingOf({ document, project }: SettingsText, key: string): unknown {
  const node = document.getIn(["config", `${project}:${key}`], true);
  return node === undefined ? undefined : (node as { toJSON: () => unknown }).toJSON();
}

export function setSetting({ document, project }: SettingsText, key: string, value: unknown): void {
  document.setIn(["config", `${project}:${key}`], document.createNode(value));
}

export function dropEncryption({ document }: SettingsText): void {
  for (const key of encryptionKeys) document.delete(key);
}

/** `text` with the encryption keys of `old`, a file of the same stack. */
export function keepEncryption(text: string, old: string, project: string): string {
  const settings = openText(text, project);
  const { document } = openText(old, project);
  for (const key of encryptionKeys) {
    if (document.has(key)) settings.document.set(key, document.get(key));
  }
  return textOf(settings);
}

/** The map under `bluegreen:services`, which can be edited only if it is written as a YAML map. */
export function servicesIn(text: SettingsText): YAMLMap {
  const { document, project } = text;
  const path = ["config", `${project}:services`];
  if (!document.hasIn(path)) setSetting(text, "services", {});
  const services = document.getIn(path, true);
  if (isMap(services)) return services;
  throw refused(
    `\`${project}:services\` is not written as a YAML map, so it can't be edited automatically`,
    "write it as a YAML map, as in Pulumi.dev.yaml",
  );
}

export function namesIn(services: YAMLMap): string[] {
  return services.items.map(({ key }) => String(key));
}

/** A key with an empty line before it. */
export function newKey(name: string): Scalar {
  const key = new Scalar(name);
  key.spaceBefore = true;
  return key;
}
