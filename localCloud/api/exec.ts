import { sessionActions } from "../../privilege/taskRights";
import type { Cloud } from "../cloud";
import { serviceKey } from "../control/ecsNames";
import { allows } from "../control/roleRights";
import type { ProcessInside } from "../dataplane/container";
import type { Task } from "../dataplane/task";
import { CloudError } from "../errors";

/**
 * `ExecuteCommand`: what AWS's agent in the container would start. The caller starts it, as a plugin on its machine
 * would.
 */
export function executeCommand(
  cloud: Cloud,
  taskId: string,
  container: string,
  command: readonly string[],
): ProcessInside {
  const task = [...cloud.services.values()]
    .flatMap(({ tasks }) => tasks)
    .find(({ id }) => id === taskId);
  if (task?.definition.container.name !== container) {
    throw invalid("The referenced task was not found.");
  }
  if (!task.hasExec) {
    throw invalid(
      "The execute command failed because execute command was not enabled when the task was run or the execute " +
        "command agent isn't running. Wait and try again or run a new task with execute command enabled and try again.",
    );
  }
  const inside = isConnected(cloud, task) ? task.inside(command) : null;
  if (inside) return inside;
  throw new CloudError(
    "TargetNotConnectedException",
    "The execute command failed due to an internal error. Try again later.",
  );
}

/** The agent writes its files into the container, and reaches Session Manager as the task. */
function isConnected(cloud: Cloud, { definition }: Task): boolean {
  const { taskRoleArn, container } = definition;
  const may = sessionActions.every((action) => allows(cloud, taskRoleArn, action, "*"));
  return may && !container.hasReadonlyRoot;
}

/** `ListTasks` of a service, of those that run. */
export function runningTasks(cloud: Cloud, cluster: string, service: string): string[] {
  const tasks = cloud.services.get(serviceKey(cluster, service))?.tasks ?? [];
  return tasks.filter(({ status }) => status === "RUNNING").map(({ id }) => id);
}

function invalid(message: string): CloudError {
  return new CloudError("InvalidParameterException", message);
}
