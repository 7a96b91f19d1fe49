import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ContainerDefinition, TaskDefinition, Volume } from "./taskDefinition";

/**
 * Volumes as folders of this machine. A process here has no mounts, so it finds the folder of each path in its variable
 * `MOUNTS`. Every file system of EFS exists unless a test took it away.
 */
export class Volumes {
  private readonly missing = new Set<string>();

  constructor(private readonly directory: string) {}

  /** Makes the volumes of a task, and returns the folder of each by name. Throws if one can't be mounted. */
  open(taskId: string, { volumes = [] }: TaskDefinition): Record<string, string> {
    const folders = volumes.map((volume) => {
      const folder = this.folderOf(taskId, volume);
      mkdirSync(folder, { recursive: true });
      return [volume.name, folder] as const;
    });
    return Object.fromEntries(folders);
  }

  /** Deletes what was the task's own. */
  close(taskId: string): void {
    rmSync(this.ofTask(taskId), { recursive: true, force: true });
  }

  setMissing(fileSystemId: string, isMissing: boolean): void {
    if (isMissing) this.missing.add(fileSystemId);
    else this.missing.delete(fileSystemId);
  }

  private folderOf(taskId: string, { name, efs }: Volume): string {
    if (!efs) return join(this.ofTask(taskId), name);
    const { fileSystemId, accessPointId = "root" } = efs;
    if (this.missing.has(fileSystemId)) {
      throw new Error(
        `failed to invoke EFS utils commands to set up EFS volumes: Failed to resolve "${fileSystemId}"`,
      );
    }
    return join(this.directory, fileSystemId, accessPointId);
  }

  private ofTask(taskId: string): string {
    return join(this.directory, "tasks", taskId);
  }
}

/** The variable in which a container's process finds its mounts; none without any. */
export function mountVariables(
  { mounts = [] }: ContainerDefinition,
  folders: Record<string, string>,
): Record<string, string> {
  if (mounts.length === 0) return {};
  const byPath = mounts.map(({ path, volume }) => [path, folders[volume]]);
  return { MOUNTS: JSON.stringify(Object.fromEntries(byPath)) };
}
