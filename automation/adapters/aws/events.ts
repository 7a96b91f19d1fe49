import type { Activity } from "@aws-sdk/client-auto-scaling";
import type { ServiceEvent } from "@aws-sdk/client-ecs";
import type { Aws } from "./clients";
import { isoSeconds } from "./isoSeconds";

/** ECS keeps the last 100 events however old they are; people need the last few. */
const keptEvents = 20;

export interface DatedEvent {
  at: Date;
  text: string;
}

/** Newest first, each with its time: events of ECS, and failed activities of the Auto Scaling group. */
export function newestEvents(serviceEvents: ServiceEvent[], shortages: DatedEvent[]): string[] {
  return [...serviceEvents.flatMap(toServiceEvent), ...shortages]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, keptEvents)
    .map(({ at, text }) => `${isoSeconds(at)} ${text}`);
}

/**
 * Why the Auto Scaling group lacks instances; empty on Fargate. AWS lists the newest activities first, so one
 * page is enough.
 */
export async function instanceShortages(
  aws: Aws,
  autoScalingGroup: string | null,
): Promise<DatedEvent[]> {
  if (autoScalingGroup === null) return [];
  const autoScaling = await aws.autoScaling();
  const { Activities = [] } = await autoScaling.describeScalingActivities(
    { AutoScalingGroupName: autoScalingGroup, MaxRecords: keptEvents },
    aws.callOptions,
  );
  return Activities.flatMap(toShortage);
}

function toServiceEvent({ createdAt, message }: ServiceEvent): DatedEvent[] {
  return createdAt === undefined || message === undefined ? [] : [{ at: createdAt, text: message }];
}

/** Successful activities are left out: they explain nothing about a fleet in trouble. */
function toShortage(activity: Activity): DatedEvent[] {
  const { StartTime, StatusCode, StatusMessage, Description, AutoScalingGroupName } = activity;
  if (StartTime === undefined || StatusCode === "Successful") return [];
  const what = `${Description ?? "activity"} (${StatusCode ?? "unknown"})`;
  const why = StatusMessage === undefined ? "" : `: ${StatusMessage}`;
  return [{ at: StartTime, text: `(Auto Scaling group ${AutoScalingGroupName}) ${what}${why}` }];
}
