import type { CompositeAlarm, MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Alarm } from "../../world/ports";
import type { Aws } from "./clients";

/** Maximum number of names and alarms per call of `DescribeAlarms`. */
const namesPerCall = 100;

/** The metric and composite alarms with these names; CloudWatch leaves out those that do not exist. */
export async function describeAlarms(aws: Aws, names: readonly string[]): Promise<Alarm[]> {
  const cloudWatch = await aws.cloudWatch();
  const answers = await Promise.all(
    chunks([...new Set(names)], namesPerCall).map((AlarmNames) =>
      cloudWatch.describeAlarms(
        // Without the types it returns metric alarms only.
        { AlarmNames, AlarmTypes: ["MetricAlarm", "CompositeAlarm"], MaxRecords: namesPerCall },
        aws.callOptions,
      ),
    ),
  );
  return answers
    .flatMap(({ MetricAlarms = [], CompositeAlarms = [] }) => [...MetricAlarms, ...CompositeAlarms])
    .map(toAlarm);
}

function toAlarm(alarm: MetricAlarm | CompositeAlarm): Alarm {
  // `StateUpdatedTimestamp` also changes when only the reason does.
  const { AlarmName, StateValue, StateReason, StateTransitionedTimestamp } = alarm;
  return {
    name: AlarmName ?? "",
    state: StateValue ?? "INSUFFICIENT_DATA",
    reason: StateReason ?? "",
    sinceMs: StateTransitionedTimestamp?.getTime() ?? null,
  };
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, i) => all.slice(i * size, (i + 1) * size));
}
