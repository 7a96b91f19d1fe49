import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Cloud } from "./cloud";
import { serviceWorld } from "./control/ecsPlacement";
import type { OneOffTask } from "./dataplane/oneOffTask";
import { Task } from "./dataplane/task";
import { CloudError } from "./errors";
import type { Route } from "./route";

const runTaskSchema = z.strictObject({
  /** ARN of a task definition. */
  taskDefinition: z.string(),
  /** Null on Fargate. */
  capacityProvider: z.string().nullable(),
  container: z.string(),
  command: z.array(z.string()).min(1),
  environment: z.record(z.string(), z.string()),
  key: z.string().regex(/^[\w/-]{1,64}$/, "must be 1 to 64 letters, digits, `-`, `_` and `/`"),
});

export type RunTaskInput = z.input<typeof runTaskSchema>;
export type RunTaskAnswer = { taskId: string } | { failure: string };

/** What `DescribeTasks` tells of a task. */
export interface OneOffView {
  taskId: string;
  status: Task["status"];
  exitCode: number | null;
  stoppedReason: string;
}

const keptLines = 50;

/** Tasks that no service starts: `RunTask`, `DescribeTasks`, `StopTask`, and their logs. */
export const taskRoutes: Record<string, Route> = {
  "POST /tasks": ({ cloud }, body) => runTask(cloud, body),
  "GET /tasks": ({ cloud, query }) => {
    const found = find(cloud, query.get("key"), query.get("taskId"));
    return found ? view(found) : { missing: true };
  },
  "POST /tasks/stop": ({ cloud }, { taskId, reason }) => {
    const found = find(cloud, null, String(taskId));
    if (!found)
      throw new CloudError("InvalidParameterException", "The referenced task was not found.");
    // It is asked to stop; the answer does not wait for its end.
    void found.task.stop(String(reason));
  },
  "GET /tasks/output": ({ cloud, query }) => {
    const file = find(cloud, null, query.get("taskId"))?.task.logFile;
    const text = file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "";
    return { output: text.trimEnd().split("\n").slice(-keptLines).join("\n") };
  },
};

function runTask(cloud: Cloud, body: unknown): RunTaskAnswer {
  const parsed = runTaskSchema.safeParse(body);
  if (!parsed.success) throw new CloudError("ClientException", z.prettifyError(parsed.error));
  const { key, command, environment, capacityProvider, container, taskDefinition } = parsed.data;
  const earlier = find(cloud, key, null);
  if (earlier) return { taskId: earlier.task.id };
  const definition = cloud.taskDefinitions.get(taskDefinition);
  if (definition?.container.name !== container) {
    const what = definition ? `Container ${container}` : `TaskDefinition ${taskDefinition}`;
    throw new CloudError("ClientException", `${what} not found.`);
  }
  const world = serviceWorld(cloud, capacityProvider);
  const failure = world.shortage();
  if (failure !== null) return { failure };
  // A one-off task shares an instance, or runs on Fargate; it takes no place from the fleet's own.
  const place = () => Promise.resolve({ instanceId: null, address: cloud.newPrivateAddress() });
  const own = { ...world, place, release: () => undefined };
  const task = new Task(world.newTaskId(), "", definition, [], own, { command, environment });
  cloud.oneOffTasks.set(task.id, { task, key });
  void task.start();
  return { taskId: task.id };
}

function find(cloud: Cloud, key: string | null, taskId: string | null): OneOffTask | undefined {
  return [...cloud.oneOffTasks.values()].find((one) => one.key === key || one.task.id === taskId);
}

function view({ task }: OneOffTask): OneOffView {
  const { id, status, exitCode, stoppedReason } = task;
  return { taskId: id, status, exitCode, stoppedReason };
}
