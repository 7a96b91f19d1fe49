import type { ServiceSettings, Settings } from "../../config/schema";
import { newPath } from "./definition";
import { modelSettings } from "./history";

/** How people edit the settings of every service, and what it does to tasks that are started with them. */
export const edits = {
  variable: "changes a variable, and removes one that was wrong",
  wrong: "adds a variable with which the tests fail",
  crash: "adds a variable with which tasks exit at once",
  path: "changes the health check to a path that only the new image answers",
  size: "changes the number of tasks",
} as const;
export type Edit = keyof typeof edits;

/** The committed settings, which people may edit at any time. Nothing notices before it reads them. */
export class SettingsFile {
  /** As every command and every `up` reads them when it starts. */
  settings: Settings;
  private count = 0;

  constructor(private readonly unedited: Settings) {
    this.settings = unedited;
  }

  get digest(): string {
    return this.count === 0 ? modelSettings : `${modelSettings} ${this.count}`;
  }

  edit(kind: Edit): void {
    this.count++;
    const EDIT = String(this.count);
    const environment = {
      EDIT,
      ...(kind === "wrong" && { WRONG: "1" }),
      ...(kind === "crash" && { CRASH: "1" }),
    };
    const services = Object.entries(this.unedited.services).map(([name, service]) => [
      name,
      editedService(service, kind, environment),
    ]);
    this.settings = {
      ...this.unedited,
      services: Object.fromEntries(services) as Settings["services"],
    };
  }
}

function editedService(
  service: ServiceSettings,
  kind: Edit,
  environment: Record<string, string>,
): ServiceSettings {
  if (kind === "size") return { ...service, size: editedSize };
  if (kind !== "path" || service.kind === "worker") return { ...service, environment };
  return { ...service, healthCheck: { ...service.healthCheck, path: newPath } };
}

const editedSize = 3;
