import type { FleetInventory, Inventory, ServiceInventory } from "../../release/inventory";
import { type DeployError, refused } from "./errors";

export interface ExecRequest {
  inventory: Inventory;
  service: ServiceInventory;
  taskId: string;
  /** Program and arguments. */
  command: readonly string[];
  /** Whether what the command writes is to go to stderr: stdout has a document for machines. */
  toStderr: boolean;
}

/** Commands inside running tasks (ECS Exec), on the terminal of this process. */
export interface ExecSessions {
  /** Ids of the fleet's running tasks, in a stable order. */
  tasks(inventory: Inventory, fleet: FleetInventory): Promise<string[]>;
  /** Until the command ends; returns the exit code. Throws DeployError if it can't be run. */
  run(request: ExecRequest): Promise<number>;
}

/** AWS's answer while the agent in the container isn't connected. */
export function notConnected(taskId: string, reason: string): DeployError {
  return refused(
    `task ${taskId} takes no commands: the agent of ECS Exec in it is not connected`,
    "a task that has just started needs some seconds; otherwise its role lacks the permissions of Session Manager, or " +
      "a permissions boundary or a network without a way out denies them",
    [reason],
  );
}
