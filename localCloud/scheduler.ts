import { setTimeout as sleep } from "node:timers/promises";
import { fallsOn } from "../config/cron/cron";
import { instantsOf, wallMs } from "../config/zoneTime";
import { startOneOff } from "./api/tasks";
import type { Cloud } from "./cloud";
import { taskDefinitionType } from "./control/ecsNames";
import { applyBounds } from "./control/appAutoScaling";
import { cronOf } from "./control/schedule";
import { type ActionInputs, scheduledActionType } from "./control/scheduledAction";
import { allows } from "./control/roleRights";
import type { Firing, Schedule } from "./dataplane/schedule";

const minuteMs = 60_000;

/**
 * EventBridge Scheduler, which starts a task at each time of each schedule, once, and does not try again, and the
 * scheduled actions of Application Auto Scaling. The clock of both begins with
 * the minute in which the cloud was opened and goes on by a minute every `minuteSeconds`.
 */
export class Scheduler {
  private readonly closing = new AbortController();

  constructor(private readonly cloud: Cloud) {}

  open(): void {
    void this.run().catch(() => undefined);
  }

  close(): void {
    this.closing.abort();
  }

  private async run(): Promise<void> {
    const openedMs = Date.now();
    const realMs = this.cloud.options.minuteSeconds * 1000;
    const firstMs = Math.floor(openedMs / minuteMs) * minuteMs;
    for (let minute = 1; ; minute++) {
      const leftMs = openedMs + minute * realMs - Date.now();
      await sleep(Math.max(0, leftMs), undefined, { signal: this.closing.signal, ref: false });
      this.fire(firstMs + minute * minuteMs);
    }
  }

  private fire(nowMs: number): void {
    for (const [id, schedule] of this.cloud.schedules) {
      if (!isDue(schedule, nowMs)) continue;
      const scheduledAt = new Date(nowMs).toISOString().replace(".000Z", "Z");
      const { taskDefinitionArn } = schedule;
      const started = start(this.cloud, schedule, scheduledAt);
      this.cloud.firings.push({
        ...{ schedule: id, scheduledAt, startedMs: Date.now(), taskDefinitionArn },
        ...started,
      });
    }
    for (const { inputs } of this.cloud.resources.all(scheduledActionType)) {
      const action = inputs as ActionInputs;
      const { schedule, timezone: zone } = action;
      const due = isDue({ cron: cronOf(schedule)!, zone, isEnabled: true }, nowMs);
      if (due) applyBounds(this.cloud, action);
    }
  }
}

/** A time that clocks show twice counts once; one that they skip does not come. */
function isDue(
  { cron, zone, isEnabled }: Pick<Schedule, "cron" | "zone" | "isEnabled">,
  nowMs: number,
): boolean {
  const wall = wallMs(zone, nowMs);
  return isEnabled && fallsOn(cron, wall) && instantsOf(zone, wall).first === nowMs;
}

/** `RunTask`, with the rights of the schedule's role. */
function start(
  cloud: Cloud,
  schedule: Schedule,
  scheduledAt: string,
): Pick<Firing, "taskId" | "problem"> {
  const { taskDefinitionArn: arn, roleArn, capacityProvider, container, command } = schedule;
  const failed = (problem: string) => ({ taskId: null, problem });
  if (!cloud.resources.get(taskDefinitionType, arn)) {
    return failed(`ClientException: TaskDefinition is inactive: ${arn}`);
  }
  const definition = cloud.taskDefinitions.get(arn)!;
  const denied = [
    ["ecs:RunTask", arn.replace(/\d+$/, "*")] as const,
    ...[definition.executionRoleArn, definition.taskRoleArn].flatMap((role) =>
      role === undefined ? [] : [["iam:PassRole", role] as const],
    ),
  ].find(([action, resource]) => !allows(cloud, roleArn, action, resource));
  if (denied) return failed(`AccessDeniedException: ${denied.join(" on ")}`);
  if (container !== definition.container.name) {
    return failed(`InvalidParameterException: no container ${container}`);
  }
  const given = schedule.environment.map(({ name, value }): [string, string] => [
    name,
    value.replaceAll("<aws.scheduler.scheduled-time>", scheduledAt),
  ]);
  const answer = startOneOff(cloud, {
    ...{ definition, capacityProvider, securityGroups: schedule.securityGroups },
    key: `chronos-schedule/${schedule.name}`,
    override: { ...(command && { command }), environment: Object.fromEntries(given) },
  });
  return "taskId" in answer ? { taskId: answer.taskId, problem: "" } : failed(answer.failure);
}
