import { runInTerminal } from "../../automation/adapters/terminal";
import { refused } from "../../automation/world/errors";
import { type ExecSessions, notConnected } from "../../automation/world/execSessions";
import { type CloudClient, CloudRequestError } from "../api/client";

/** Commands in the processes of the local cloud, run for real: in a task's directory, with its variables. */
export function createLocalExecSessions(
  cloud: Pick<CloudClient, "runningTasks" | "executeCommand">,
  run = runInTerminal,
): ExecSessions {
  return {
    tasks: async ({ clusterName }, { serviceName }) =>
      (await cloud.runningTasks(clusterName, serviceName)).sort(),
    run: async ({ service, taskId, command, toStderr }) => {
      try {
        const process = await cloud.executeCommand(taskId, service.containerName, [...command]);
        return await run({ ...process, toStderr });
      } catch (error) {
        if (!(error instanceof CloudRequestError)) throw error;
        const { message } = error;
        if (message.startsWith("TargetNotConnected")) throw notConnected(taskId, message);
        throw refused(
          `Could not run a command in task \`${taskId}\``,
          "correct the command, and run it again",
          [message],
        );
      }
    },
  };
}
