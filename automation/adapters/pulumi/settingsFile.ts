import { printable } from "../../world/printable";
import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseDocument, stringify } from "yaml";
import { z } from "zod";
import { derivedKeys } from "../../../config/raw";
import { encryptionKeys } from "../../../config/stackFile";
import { toDerivedConfig } from "../../../release/derivedConfig";
import type { ReleaseState } from "../../../release/state";
import { refused } from "../../world/errors";
import { noSettingsFile } from "../../world/noSettingsFile";
import { parseYaml } from "../../world/yaml";
import { readSmallFile } from "../smallFile";
import { makeTempFolder } from "../tempFolder";

/** A stack's committed settings file, as parsed from YAML. */
export interface StackFile {
  config?: Record<string, unknown>;
  [key: string]: unknown;
}

export interface Project {
  /** Folder with `Pulumi.yaml`. */
  cwd: string;
  /** `name` of `Pulumi.yaml`; the namespace of its config. */
  name: string;
  /** Path of the program that the plain Pulumi CLI runs, relative to `cwd`. */
  main?: string | null | undefined;
  /** `backend` of `Pulumi.yaml`. */
  backend?: { url?: string | undefined } | null | undefined;
}

export async function readProject(cwd: string): Promise<Project> {
  const text = await readIfThere(join(cwd, "Pulumi.yaml"));
  if (text === undefined) {
    throw refused(
      `there is no Pulumi project in ${cwd}`,
      "run the command in the project's folder, or name the folder with --cwd",
    );
  }
  const project = projectSchema.safeParse(parseYaml(text, "Pulumi.yaml"));
  if (project.success) return { cwd, ...project.data };
  throw refused(
    "Pulumi.yaml has no valid project name: `name` may contain only letters, digits, `_`, `.` and `-`",
    "set `name` in Pulumi.yaml to the project's name and run the command again",
  );
}

const projectSchema = z.object({
  name: z.string().regex(/^[\w.-]{1,100}$/),
  /** Like everything else here that only Pulumi reads. */
  backend: z.object({ url: z.string().optional() }).nullish(),
  main: z.string().nullish(),
});

/** A stack's settings, from its file or, if given, from `text`. */
export async function readStackFile(
  project: Project,
  stack: string,
  text?: string,
): Promise<StackFile> {
  const content = text ?? (await readStackText(project, stack));
  const name = `Pulumi.${stack}.yaml`;
  const file = stackFileSchema.safeParse(parseYaml(content, name) ?? {});
  if (file.success)
    return withoutDetours(onlyPlainKeys(file.data as StackFile, name, project.name), name);
  throw refused(
    `${name} is not a settings file: it must be a map of keys and values, and so must \`config\``,
    "fix the file and run the command again",
  );
}

/**
 * Pulumi also reads `aws:config:profile` as `aws:profile`, and takes what is below `<<` for keys of `config`.
 * Nothing else would take them for the same.
 */
function onlyPlainKeys(file: StackFile, name: string, project: string): StackFile {
  const key = Object.keys(file.config ?? {}).find((one) => one.split(":").length !== 2);
  if (key === undefined) return file;
  throw refused(
    `${name} has the key \`${printable(key)}\` in \`config\`; keys must be \`<namespace>:<name>\`, with a single colon`,
    `${renaming(key, project)} and run the command again`,
  );
}

function renaming(key: string, project: string): string {
  if (key === "<<") return "write out what is below it,";
  if (key.includes(":")) return "rename the key (`aws:config:profile` is `aws:profile`)";
  return key === project
    ? `write each key below it as \`${project}:<name>\``
    : `write it as \`${project}:${printable(key)}\``;
}

/** What a URL of a KMS key may say besides the key; an endpoint could be anybody's host. */
const keyOptions = /^(region|awssdk|profile|dualstack|fips|context_\w+)$/;

/** Refuses what would make Pulumi read settings that the deployer does not see, or contact other hosts. */
function withoutDetours(file: StackFile, name: string): StackFile {
  const elsewhere = ["environment", "<<"].find((key) => file[key] !== undefined);
  if (elsewhere !== undefined) {
    throw refused(
      `\`${elsewhere}\` in ${name} is not supported: Pulumi would take settings and variables from there, but the ` +
        "deployer would not",
      "remove it, and move its contents into this file and the deployer's environment",
    );
  }
  const provider = file["secretsprovider"];
  const options = new URLSearchParams(/^awskms:[^?]*\?(.*)$/is.exec(String(provider))?.[1]);
  const other = [...options.keys()].find((key) => !keyOptions.test(key));
  if (other === undefined) return file;
  throw refused(
    `\`secretsprovider\` in ${name} has the option \`${printable(other)}\`, which could send requests to another host ` +
      "than KMS",
    "remove the option from the URL and run the command again",
  );
}

const map = z.custom<object>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
const stackFileSchema = map.refine(
  (file) => !("config" in file) || file.config === null || map.safeParse(file.config).success,
);

export async function readStackText({ cwd }: Project, stack: string): Promise<string> {
  const text = await readIfThere(join(cwd, `Pulumi.${stack}.yaml`));
  if (text === undefined) throw noSettingsFile(stack, await stackNamesIn(cwd));
  return text;
}

/** Stacks that have a settings file in the folder. */
export async function stackNamesIn(cwd: string): Promise<string[]> {
  const names = (await readdir(cwd)).map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1]);
  return names.filter((name) => name !== undefined).sort();
}

/** The committed settings plus a release state; secrets and the salt are copied as they are. */
export function withRelease({ name }: Project, file: StackFile, wanted: ReleaseState): StackFile {
  const config = { ...file.config };
  for (const [key, value] of Object.entries(toDerivedConfig(wanted))) {
    config[`${name}:${key}`] = value;
  }
  return { ...file, config };
}

/** The config as people write it, without what the deployer adds. */
export function settingsConfig({ name }: Project, { config = {} }: StackFile) {
  const added = new Set<string>(derivedKeys.map((key) => `${name}:${key}`));
  return Object.fromEntries(Object.entries(config).filter(([key]) => !added.has(key)));
}

/** The stack's AWS region; refused if neither the file nor the environment names one. */
export function regionOf({ config }: StackFile, env: NodeJS.ProcessEnv = process.env): string {
  const region = config?.["aws:region"] ?? env["AWS_REGION"];
  // It becomes part of host names and ARNs.
  if (typeof region === "string" && /^[a-z]{2,5}(-[a-z]{2,12}){1,3}-\d{1,2}$/.test(region)) {
    return region;
  }
  if (typeof region === "string") {
    throw refused(
      `\`${region}\` is not an AWS region`,
      "set `aws:region` in the stack's settings file to one such as `eu-central-1`",
    );
  }
  throw refused("no AWS region is configured", "set `aws:region` in the stack's settings file");
}

/** Runs `action` with a temporary config file that is deleted afterwards; the committed file is never edited. */
export async function withConfigFile<T>(
  stack: string,
  content: StackFile,
  action: (configFile: string) => Promise<T>,
): Promise<T> {
  const folder = await makeTempFolder();
  try {
    const configFile = join(folder, `Pulumi.${stack}.yaml`);
    await writeFile(configFile, textOf(content), { mode: 0o600 });
    return await action(configFile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Quoted, because Pulumi reads more text as numbers and times than YAML 1.2 does. */
export function textOf(content: StackFile): string {
  return stringify(content, { defaultStringType: "QUOTE_DOUBLE" });
}

/**
 * When Pulumi adds a new stack's encryption settings, it rewrites the whole file: without blank
 * lines, and with numbers as YAML 1.1 reads them. This appends only what Pulumi added.
 */
export async function keepingText<T>(
  { project: { cwd }, name }: { project: Project; name: string },
  create: () => Promise<T>,
): Promise<T> {
  const path = join(cwd, `Pulumi.${name}.yaml`);
  const before = await readIfThere(path);
  try {
    return await create();
  } finally {
    const after = await readIfThere(path);
    if (before !== undefined && after !== undefined && after !== before) {
      await replaceFile(path, withEncryptionOf(before, after));
    }
  }
}

/** If killed here, the old file or the new one is left, never half of one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  // What is there may be a link to some other file.
  await rm(partial, { recursive: true, force: true });
  await writeFile(partial, text, { flag: "wx" });
  await rename(partial, path);
}

export function withEncryptionOf(before: string, after: string): string {
  const [had, has] = [before, after].map(
    (text) => (parseYaml(text, "the settings file") ?? {}) as Record<string, unknown>,
  );
  const added = encryptionKeys.filter((key) => has![key] !== undefined && had![key] === undefined);
  const lines = added.map((key) => stringify({ [key]: has![key] }, { lineWidth: 0 })).join("");
  const text = `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}${lines}`;
  if (parseDocument(text).errors.length === 0) return text;
  // Nothing can be appended to a map in braces, an indented one, or after `...`.
  const document = parseDocument(before);
  for (const key of added) document.set(key, has![key]);
  return document.toString({ lineWidth: 0 });
}

/** Undefined if there is no such file. */
export function readIfThere(path: string): Promise<string | undefined> {
  return readSmallFile(path, basename(path));
}
