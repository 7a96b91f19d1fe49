import type { Task } from "@aws-sdk/client-ecs";
import type { Inventory, ServiceInventory } from "../../../release/inventory";
import type { OneOffRequest, OneOffTask } from "../../world/oneOffTasks";
import type { Aws } from "./clients";
import { stoppedReason } from "./stoppedReason";
import { describeTasks, taskIdOf } from "./tasks";

/**
 * The task whose `startedBy` is the key, among those of the definition's family: ListTasks accepts `startedBy`
 * only without other filters, and then lists no stopped tasks.
 */
export async function findOneOff(
  aws: Aws,
  { clusterName }: Inventory,
  { service, fleet, key }: Pick<OneOffRequest, "service" | "fleet" | "key">,
): Promise<OneOffTask | null> {
  if (fleet.taskDefinitionArn === null) return null;
  const ecs = await aws.ecs();
  const filter = { cluster: clusterName, family: familyOf(fleet.taskDefinitionArn) };
  for (const status of ["RUNNING", "STOPPED"] as const) {
    const tasks = await describeTasks(ecs, filter, status, aws.callOptions);
    const task = tasks.find(({ startedBy }) => startedBy === key);
    if (task) return toOneOffTask(task, service);
  }
  return null;
}

/** Null if ECS does not list it: not yet, or no longer. */
export async function lookAtOneOff(
  aws: Aws,
  { clusterName }: Inventory,
  service: ServiceInventory,
  taskId: string,
): Promise<OneOffTask | null> {
  const ecs = await aws.ecs();
  const input = { cluster: clusterName, tasks: [taskId] };
  const { tasks } = await ecs.describeTasks(input, aws.callOptions);
  const task = tasks?.[0];
  return task ? toOneOffTask(task, service) : null;
}

function toOneOffTask(task: Task, { containerName }: ServiceInventory): OneOffTask {
  const container = task.containers?.find(({ name }) => name === containerName);
  const state = stateOf(task.lastStatus ?? "");
  return {
    taskId: taskIdOf(task),
    state,
    exitCode: state === "stopped" ? (container?.exitCode ?? null) : null,
    reason: state === "stopped" ? stoppedReason(task) : "",
  };
}

/** Source: "Task lifecycle" of the Amazon ECS Developer Guide. */
function stateOf(lastStatus: string): OneOffTask["state"] {
  if (lastStatus === "STOPPED") return "stopped";
  return /^(PROVISIONING|PENDING|ACTIVATING)$/.test(lastStatus) ? "pending" : "running";
}

/** `arn:...:task-definition/users-green:7` has the family `users-green`. */
function familyOf(taskDefinitionArn: string): string {
  return taskDefinitionArn.slice(taskDefinitionArn.lastIndexOf("/") + 1).replace(/:\d+$/, "");
}
