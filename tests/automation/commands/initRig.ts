import { readFileSync } from "node:fs";
import { join } from "node:path";
import { init, type InitPorts } from "../../../automation/commands/init";
import type { InitOptions } from "../../../automation/commands/initFlags";
import type { RepositoryFolder } from "../../../automation/world/repository";
import { workflowFiles } from "../../ci/workflow";
import { refusalOf } from "../../support/refusalOf";

const root = join(__dirname, "../../..");

const workflows = Object.fromEntries(
  workflowFiles.map((file) => [file, readFileSync(join(root, "ci/github", file), "utf8")]),
);

/** A folder in memory; dies before the write of that number. */
export class Folder implements RepositoryFolder {
  readonly name = "acme-users";
  readonly files: Map<string, string>;
  writes = 0;

  constructor(
    files: Record<string, string> = {},
    readonly diesAt = Infinity,
    readonly inRepository = "",
  ) {
    this.files = new Map(Object.entries(files));
  }

  read(path: string) {
    return Promise.resolve(this.files.get(path));
  }

  /** As if each part of a path that is a file were one on a disk. */
  obstacle(path: string) {
    const parts = path.split("/");
    const above = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
    const inside = [...this.files.keys()].some((file) => file.startsWith(`${path}/`));
    return Promise.resolve(above.find((one) => this.files.has(one)) ?? (inside ? path : null));
  }

  create(path: string, text: string) {
    if (this.files.has(path)) return Promise.resolve(false);
    return this.replace(path, text).then(() => true);
  }

  replace(path: string, text: string) {
    if (++this.writes === this.diesAt) return Promise.reject(new Error("killed"));
    this.files.set(path, text);
    return Promise.resolve();
  }

  workflows() {
    return Promise.resolve(workflows);
  }
}

export const none: InitOptions = {
  ...{ cwd: ".", json: false, stack: "dev", workflows: true, access: true, verify: true },
  ...{ publicSubnet: [], privateSubnet: [], service: [], worker: [] },
};
export const usual: InitOptions = {
  ...none,
  ...{ region: "eu-central-1", domain: "dev.example.com", zone: "example.com" },
  ...{ service: ["users:8080", "matching:9000/healthz"], worker: ["mailer"] },
};

export const run = (folder: Folder, options = usual, verify: InitPorts["verify"] = null) =>
  init(options, { folder, ask: null, version: "0.1.0", verify });

export const show = (folder: Folder) =>
  [...folder.files].map(([path, text]) => `=== ${path}\n${text.trimEnd()}`).join("\n");

export const refusal = (folder: Folder, options: InitOptions) =>
  refusalOf(() => run(folder, options));
