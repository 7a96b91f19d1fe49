import type { Color } from "../../release/state";
import type { FleetInventory, Inventory, ServiceInventory } from "../../release/inventory";

export interface OneOffRequest {
  service: ServiceInventory;
  /** Its task definition is what runs, and its place is where. */
  fleet: FleetInventory;
  /** In place of the image's own command. */
  command: readonly string[];
  environment: Record<string, string>;
  /**
   * What the task is for: letters, digits, `-`, `_` and `/`, at most 64. The world starts one task for
   * it, however often it is asked, as long as it knows that task.
   */
  key: string;
}

export type OneOffStart =
  /** There may be no place for the task yet. */
  { started: true; taskId: string } | { started: false; reason: string };

export interface OneOffTask {
  taskId: string;
  state: "pending" | "running" | "stopped";
  /** Of the service's container; null until it has stopped, or when it never started. */
  exitCode: number | null;
  /** Why it stopped, in the world's words. */
  reason: string;
}

export interface OneOffTasks {
  /** The task that was started for the key; null when the world knows none, which it forgets in an hour. */
  find(
    inventory: Inventory,
    request: Pick<OneOffRequest, "service" | "fleet" | "key">,
  ): Promise<OneOffTask | null>;
  start(inventory: Inventory, request: OneOffRequest): Promise<OneOffStart>;
  /** Null when the world does not know the task: not yet, or no more. */
  look(inventory: Inventory, service: ServiceInventory, taskId: string): Promise<OneOffTask | null>;
  /** Asks the task to stop; it may take the service's `stopSeconds`. */
  stop(inventory: Inventory, taskId: string, reason: string): Promise<void>;
  /** The end of what the task has written; empty when it has written nothing. */
  output(
    inventory: Inventory,
    service: ServiceInventory,
    color: Color,
    taskId: string,
  ): Promise<string>;
}
