import type { DesiredStatus, ECS, ListTasksCommandInput, Task } from "@aws-sdk/client-ecs";
import type { FleetHealth, TaskTime } from "../../world/ports";
import type { Aws } from "./clients";
import { stoppedReason } from "./stoppedReason";
import { imageDigestOf } from "./taskImage";

/** Maximum number of tasks per DescribeTasks, and the largest page of ListTasks. */
const batchSize = 100;

/** A task that ECS is stopping still runs, and may still serve, in the later of these states. */
const runningStatuses = new Set(["RUNNING", "DEACTIVATING", "STOPPING"]);
/** A task that was stopped while starting may still run for a moment. */
const startingStatuses = new Set(["PROVISIONING", "PENDING", "ACTIVATING"]);

export interface TaskSource {
  clusterName: string;
  serviceName: string;
  /** Container behind the load balancer; undefined if the service has none. */
  mainContainer: string | undefined;
}

/** Every task of the service: those that should run, and those that stopped within about an hour. */
export async function fleetTasks(
  aws: Aws,
  source: TaskSource,
): Promise<Pick<FleetHealth, "running" | "pending" | "stopped" | "times">> {
  const ecs = await aws.ecs();
  const filter = { cluster: source.clusterName, serviceName: source.serviceName };
  const [wanted, unwanted] = await Promise.all([
    describeTasks(ecs, filter, "RUNNING", aws.callOptions),
    describeTasks(ecs, filter, "STOPPED", aws.callOptions),
  ]);
  const running = [...wanted, ...unwanted].filter(({ lastStatus = "" }) =>
    runningStatuses.has(lastStatus),
  );
  const pending = [
    ...wanted.filter(({ lastStatus = "" }) => !runningStatuses.has(lastStatus)),
    ...unwanted.filter(({ lastStatus = "" }) => startingStatuses.has(lastStatus)),
  ];
  const stopped = unwanted.filter(({ lastStatus }) => lastStatus === "STOPPED");
  return {
    running: running.map((task) => ({
      taskId: taskIdOf(task),
      digest: imageDigestOf(task, source.mainContainer),
    })),
    pending: pending.length,
    stopped: stopped
      .sort((a, b) => Number(b.stoppedAt ?? 0) - Number(a.stoppedAt ?? 0))
      .map((task) => ({ taskId: taskIdOf(task), reason: stoppedReason(task) })),
    times: [...wanted, ...unwanted].flatMap(timeOf),
  };
}

/** Nothing is charged before the pull begins ("AWS Fargate pricing"). */
function timeOf(task: Task): TaskTime[] {
  const { pullStartedAt, stoppedAt } = task;
  if (!pullStartedAt) return [];
  const untilMs = stoppedAt?.getTime() ?? null;
  return [{ taskId: taskIdOf(task), fromMs: pullStartedAt.getTime(), untilMs }];
}

/** Tasks of a service or of a family of definitions, of all pages. */
export async function describeTasks(
  ecs: ECS,
  filter: Pick<ListTasksCommandInput, "cluster" | "serviceName" | "family">,
  desiredStatus: DesiredStatus,
  callOptions: Aws["callOptions"],
): Promise<Task[]> {
  const { paginateListTasks } = await import("@aws-sdk/client-ecs");
  const tasks: Task[] = [];
  const pages = paginateListTasks(
    { client: ecs, pageSize: batchSize },
    { ...filter, desiredStatus },
    callOptions,
  );
  for await (const { taskArns = [] } of pages) {
    if (taskArns.length === 0) continue;
    const described = await ecs.describeTasks(
      { cluster: filter.cluster, tasks: taskArns },
      callOptions,
    );
    // A task that ended between the two calls is reported as MISSING and left out.
    tasks.push(...(described.tasks ?? []));
  }
  return tasks;
}

/** The last part of the ARN, as shown in the console. */
export function taskIdOf({ taskArn = "" }: Task): string {
  return taskArn.slice(taskArn.lastIndexOf("/") + 1);
}
