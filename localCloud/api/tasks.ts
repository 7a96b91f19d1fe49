import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Cloud } from "../cloud";
import { serviceWorld } from "../control/ecsPlacement";
import { fargate } from "../dataplane/capacityStrategy";
import type { OneOffTask } from "../dataplane/oneOffTask";
import { type Override, Task } from "../dataplane/task";
import type { TaskDefinition } from "../dataplane/taskDefinition";
import { CloudError, valid } from "../errors";

const runTaskSchema = z.strictObject({
  /** ARN of a task definition. */
  taskDefinition: z.string(),
  /** Null on Fargate. */
  capacityProvider: z.string().nullable(),
  container: z.string(),
  command: z.array(z.string()).min(1),
  environment: z.record(z.string(), z.string()),
  /** Of `awsvpcConfiguration`, which takes up to five. */
  securityGroups: z.array(z.string()).min(1).max(5),
  key: z.string().regex(/^[\w/-]{1,64}$/, "must be 1 to 64 letters, digits, `-`, `_` and `/`"),
});

export type RunTaskInput = z.input<typeof runTaskSchema>;
export type RunTaskAnswer = { taskId: string } | { failure: string };

/** What `DescribeTasks` returns for a task. */
export interface OneOffView {
  taskId: string;
  status: Task["status"];
  exitCode: number | null;
  stoppedReason: string;
}

type TaskName = { key: string } | { taskId: string };

const keptLines = 50;

/** `RunTask`: starts a task that belongs to no service, unless one was started for its key. */
export function run(cloud: Cloud, input: RunTaskInput): RunTaskAnswer {
  const wanted = valid(runTaskSchema, input, "ClientException");
  const { key, command, environment, capacityProvider, container, taskDefinition } = wanted;
  const { securityGroups } = wanted;
  const earlier = find(cloud, { key });
  if (earlier) return { taskId: earlier.task.id };
  const definition = cloud.taskDefinitions.get(taskDefinition);
  if (definition?.container.name !== container) {
    const what = definition ? `Container ${container}` : `TaskDefinition ${taskDefinition}`;
    throw new CloudError("ClientException", `${what} not found.`);
  }
  return startOneOff(cloud, {
    ...{ definition, capacityProvider, securityGroups, key },
    override: { command, environment },
  });
}

/** Starts a task that belongs to no service. */
export function startOneOff(
  cloud: Cloud,
  {
    definition,
    capacityProvider,
    securityGroups,
    key,
    override,
  }: {
    definition: TaskDefinition;
    capacityProvider: string | null;
    securityGroups: readonly string[];
    key: string;
    override: Override;
  },
): RunTaskAnswer {
  const world = serviceWorld(cloud, capacityProvider);
  const failure = world.shortage(fargate);
  if (failure !== null) return { failure };
  // A one-off task shares an instance or runs on Fargate; it takes no place from the fleet's own
  // tasks.
  const place = () => Promise.resolve({ instanceId: null, address: cloud.newPrivateAddress() });
  const own = { ...world, place, release: () => undefined };
  const task = new Task(world.newTaskId(), "", definition, [], own, override);
  cloud.oneOffTasks.set(task.id, { task, key, securityGroups });
  void task.start();
  return { taskId: task.id };
}

/** `DescribeTasks`: null if the cloud knows no such task. */
export function describe(cloud: Cloud, of: TaskName): OneOffView | null {
  const task = find(cloud, of)?.task;
  if (!task) return null;
  const { id, status, exitCode, stoppedReason } = task;
  return { taskId: id, status, exitCode, stoppedReason };
}

/** `StopTask`: the task begins to stop; the response does not wait for its end. */
export function stop(cloud: Cloud, taskId: string, reason: string): void {
  const found = find(cloud, { taskId });
  if (!found) {
    throw new CloudError("InvalidParameterException", "The referenced task was not found.");
  }
  void found.task.stop(reason);
}

/** The last lines of the task's output. */
export function output(cloud: Cloud, taskId: string): string {
  const file = find(cloud, { taskId })?.task.logFile;
  const text = file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "";
  return text.trimEnd().split("\n").slice(-keptLines).join("\n");
}

function find(cloud: Cloud, of: TaskName): OneOffTask | undefined {
  const isIt = (one: OneOffTask) => ("key" in of ? one.key === of.key : one.task.id === of.taskId);
  return [...cloud.oneOffTasks.values()].find(isIt);
}
