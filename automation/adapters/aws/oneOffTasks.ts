import type { ECS, RunTaskCommandInput } from "@aws-sdk/client-ecs";
import type { Inventory } from "../../../release/inventory";
import type { OneOffRequest, OneOffStart, OneOffTasks } from "../../world/oneOffTasks";
import { AwsFailure } from "./awsFailures";
import type { Aws } from "./clients";
import { type AwsObserverOptions, clientsByRegion } from "./observer";
import { doingUntil } from "./reading";
import { findOneOff, lookAtOneOff } from "./oneOffTask";
import { logTail } from "./logTail";
import { taskIdOf } from "./tasks";

/**
 * One-off tasks on ECS. The key is the client token, so that a repeated call starts nothing, and also the
 * task's `startedBy`. Throws like the observer.
 */
export function createAwsTasks(options: AwsObserverOptions): OneOffTasks {
  const awsIn = clientsByRegion(options);
  const doing = doingUntil(options.signal);
  return {
    find: (inventory, request) =>
      doing(`find the task \`${request.key}\``, () =>
        findOneOff(awsIn(inventory.region), inventory, request),
      ),
    start: (inventory, request) =>
      doing(`start the task \`${request.key}\``, async () => {
        const aws = awsIn(inventory.region);
        return startTask(await aws.ecs(), runTaskInput(inventory, request), aws.callOptions);
      }),
    look: (inventory, service, taskId) =>
      doing(`read the task \`${taskId}\``, () =>
        lookAtOneOff(awsIn(inventory.region), inventory, service, taskId),
      ),
    stop: (inventory, taskId, reason) =>
      doing(`stop the task \`${taskId}\``, async () => {
        const aws = awsIn(inventory.region);
        const input = { cluster: inventory.clusterName, task: taskId, reason };
        await (await aws.ecs()).stopTask(input, aws.callOptions);
      }),
    output: (inventory, service, color, taskId) =>
      doing(`read the log of task \`${taskId}\``, () =>
        logTail(awsIn(inventory.region), service, color, taskId),
      ).catch(unreadable),
  };
}

/** Runs where the fleet's own tasks run: same subnets, security group, and instances or Fargate. */
function runTaskInput(inventory: Inventory, request: OneOffRequest): RunTaskCommandInput {
  const { service, fleet, command, environment, key } = request;
  const { capacityProvider } = fleet;
  return {
    cluster: inventory.clusterName,
    taskDefinition: fleet.taskDefinitionArn ?? undefined,
    count: 1,
    ...(capacityProvider === null
      ? { launchType: "FARGATE" }
      : { capacityProviderStrategy: [{ capacityProvider, weight: 1 }] }),
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: inventory.taskSubnetIds,
        securityGroups: [service.securityGroupId],
        assignPublicIp: "DISABLED",
      },
    },
    overrides: {
      containerOverrides: [
        {
          name: service.containerName,
          command: [...command],
          environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
        },
      ],
    },
    startedBy: key,
    clientToken: key,
    // The right to stop a task depends on its tags.
    propagateTags: "TASK_DEFINITION",
  };
}

/** Errors of ECS that mean that there is no capacity. */
const noRoom = /No Container Instances were found|Capacity is unavailable/;

async function startTask(
  ecs: ECS,
  input: RunTaskCommandInput,
  callOptions: Aws["callOptions"],
): Promise<OneOffStart> {
  try {
    const { tasks, failures } = await ecs.runTask(input, callOptions);
    const task = tasks?.[0];
    if (task) return { started: true, taskId: taskIdOf(task) };
    const { reason = "no reason given", detail } = failures?.[0] ?? {};
    return {
      started: false,
      reason: `ECS placed no task: ${reason}${detail ? ` (${detail})` : ""}`,
    };
  } catch (error) {
    const known = earlierTask(error);
    if (known !== null) return { started: true, taskId: known };
    if (!(error instanceof Error) || !noRoom.test(error.message)) throw error;
    return { started: false, reason: `ECS placed no task: ${error.message}` };
  }
}

/**
 * The token was already used with other parameters, such as a command edited since: use that task.
 */
function earlierTask(error: unknown): string | null {
  const { name, resourceIds } = error as { name?: string; resourceIds?: string[] };
  const arn = name === "ConflictException" ? resourceIds?.[0] : undefined;
  return arn === undefined ? null : taskIdOf({ taskArn: arn });
}

/** A release does not fail because a log can't be read. */
function unreadable(error: unknown): string {
  if (error instanceof AwsFailure) return `(the log could not be read: ${error.found})`;
  throw error;
}
