import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { keptFolderPrefix, tempFolderPrefix } from "../../automation/adapters/tempFolder";
import { settings, type SettingsInput, stackName } from "./settings";

export const projectName = "bluegreen";

/** Everything that a rehearsal writes; none of it is in the checkout or in the home directory. */
export interface WorkDir {
  /** Folder of `Pulumi.yaml` and `Pulumi.rehearsal.yaml`. */
  root: string;
  /** Images as directories. */
  images: string;
  /** For the local cloud: its certificate authority and task logs. */
  cloud: string;
  /** Environment variables that keep Pulumi within this folder. */
  env: Record<string, string>;
  /** Replaces the environment's settings file. */
  writeSettings(input: SettingsInput): void;
  /** Edits keys of it, as a person does; undefined removes one. */
  edit(keys: Record<string, unknown>): void;
  /** The same of keys of services. */
  editServices(edits: Record<string, object>): void;
  remove(): void;
}

interface StackSettings {
  config: Record<string, unknown>;
}

export function makeWorkDir(input: SettingsInput, keep = false): WorkDir {
  const root = mkdtempSync(keep ? keptFolderPrefix() : tempFolderPrefix());
  const folder = (name: string) => {
    const path = join(root, name);
    mkdirSync(path);
    return path;
  };
  const backend = `file://${folder("state")}`;
  const write = (name: string, content: unknown) =>
    writeFileSync(join(root, name), stringify(content));
  write("Pulumi.yaml", { name: projectName, runtime: "nodejs", backend: { url: backend } });
  const writeSettings = (given: SettingsInput) =>
    write(`Pulumi.${stackName}.yaml`, { config: settings(given) });
  const edited = (change: (config: StackSettings["config"]) => void) => {
    const name = `Pulumi.${stackName}.yaml`;
    const file = parse(readFileSync(join(root, name), "utf8")) as StackSettings;
    change(file.config);
    write(name, file);
  };
  const edit = (keys: Record<string, unknown>) =>
    edited((config) => {
      for (const [key, value] of Object.entries(keys)) config[`${projectName}:${key}`] = value;
    });
  const editServices = (edits: Record<string, object>) =>
    edited((config) => {
      const services = config[`${projectName}:services`] as Record<string, object>;
      for (const [service, keys] of Object.entries(edits)) Object.assign(services[service]!, keys);
    });
  writeSettings(input);
  return {
    root,
    images: folder("images"),
    cloud: folder("cloud"),
    env: {
      PULUMI_BACKEND_URL: backend,
      PULUMI_HOME: folder("home"),
      // No word that stands elsewhere: records leave out credentials wherever they turn up.
      PULUMI_CONFIG_PASSPHRASE: "passphrase-of-the-rehearsal",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // The local cloud's providers replace the real ones, but Pulumi would download those all the
      // same.
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      XDG_STATE_HOME: folder("logs"),
      // No account is touched, whatever credentials this machine has.
      AWS_ACCESS_KEY_ID: "rehearsal",
      AWS_SECRET_ACCESS_KEY: "secret-of-the-rehearsal",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    writeSettings,
    edit,
    editServices,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
