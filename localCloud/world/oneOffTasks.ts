import type { CloudClient } from "../api/client";
import type { OneOffView } from "../api/tasks";
import type { OneOffTask, OneOffTasks } from "../../automation/world/oneOffTasks";

/** One-off tasks in the local cloud: processes in the directory of their image. */
export function createLocalTasks(cloud: CloudClient): OneOffTasks {
  return {
    find: async (_inventory, { key }) => toTask(await cloud.task({ key })),
    start: async (_inventory, { service, fleet, command, environment, key }) => {
      const answer = await cloud.runTask({
        taskDefinition: fleet.taskDefinitionArn ?? "",
        capacityProvider: fleet.capacityProvider,
        container: service.containerName,
        securityGroups: [service.securityGroupId],
        command: [...command],
        environment,
        key,
      });
      return "taskId" in answer
        ? { started: true, taskId: answer.taskId }
        : { started: false, reason: answer.failure };
    },
    look: async (_inventory, _service, taskId) => toTask(await cloud.task({ taskId })),
    stop: (_inventory, taskId, reason) => cloud.stopTask(taskId, reason),
    output: (_inventory, _service, _color, taskId) => cloud.taskOutput(taskId),
  };
}

function toTask(view: OneOffView | null): OneOffTask | null {
  if (!view) return null;
  const { taskId, status, exitCode, stoppedReason } = view;
  const state = status === "STOPPED" ? "stopped" : status === "PENDING" ? "pending" : "running";
  return { taskId, state, exitCode, reason: stoppedReason };
}
