import type { Color } from "../../release/state";
import type { FleetInventory, Inventory, ServiceInventory } from "../../release/inventory";

export interface OneOffRequest {
  service: ServiceInventory;
  /** Provides the task definition to run, and the network and capacity to run it on. */
  fleet: FleetInventory;
  /** Replaces the image's own command. */
  command: readonly string[];
  environment: Record<string, string>;
  /**
   * What the task is for: letters, digits, `-`, `_` and `/`, at most 64. ECS starts one task per key, however
   * often it is asked, as long as it lists that task.
   */
  key: string;
}

export type OneOffStart =
  /** Not started: there may be no capacity for the task yet. */
  { started: true; taskId: string } | { started: false; reason: string };

export interface OneOffTask {
  taskId: string;
  state: "pending" | "running" | "stopped";
  /** Of the service's container; null until it has stopped, or if it never started. */
  exitCode: number | null;
  /** Why it stopped, in the words of ECS. */
  reason: string;
}

export interface OneOffTasks {
  /** The task that was started for the key; null if ECS lists none. It forgets a stopped task after an hour. */
  find(
    inventory: Inventory,
    request: Pick<OneOffRequest, "service" | "fleet" | "key">,
  ): Promise<OneOffTask | null>;
  start(inventory: Inventory, request: OneOffRequest): Promise<OneOffStart>;
  /** Null if ECS does not list the task: not yet, or no longer. */
  look(inventory: Inventory, service: ServiceInventory, taskId: string): Promise<OneOffTask | null>;
  /** Asks the task to stop; it may take the service's `stopSeconds`. */
  stop(inventory: Inventory, taskId: string, reason: string): Promise<void>;
  /** The end of the task's output; empty if there is none. */
  output(
    inventory: Inventory,
    service: ServiceInventory,
    color: Color,
    taskId: string,
  ): Promise<string>;
}
