import type { Activity } from "@aws-sdk/client-auto-scaling";
import type { ServiceEvent } from "@aws-sdk/client-ecs";
import type { Aws } from "./clients";
import { isoSeconds } from "./isoSeconds";

/** ECS keeps the last 100 events whatever their age; a person needs the last few. */
const keptEvents = 20;

export interface DatedEvent {
  at: Date;
  text: string;
}

/** Newest first, each with its time: what ECS says, and what the Auto Scaling group could not do. */
export function newestEvents(serviceEvents: ServiceEvent[], shortages: DatedEvent[]): string[] {
  return [...serviceEvents.flatMap(toServiceEvent), ...shortages]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, keptEvents)
    .map(({ at, text }) => `${isoSeconds(at)} ${text}`);
}

/**
 * Why the Auto Scaling group has not the instances it should; it has none on Fargate. AWS sorts the
 * activities, newest first: one page is enough.
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

/** Activities that went well are the expected case and say nothing about a fleet in trouble. */
function toShortage(activity: Activity): DatedEvent[] {
  const { StartTime, StatusCode, StatusMessage, Description, AutoScalingGroupName } = activity;
  if (StartTime === undefined || StatusCode === "Successful") return [];
  const what = `${Description ?? "activity"} (${StatusCode ?? "unknown"})`;
  const why = StatusMessage === undefined ? "" : `: ${StatusMessage}`;
  return [{ at: StartTime, text: `(Auto Scaling group ${AutoScalingGroupName}) ${what}${why}` }];
}
