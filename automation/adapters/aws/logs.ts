import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import type { ServiceInventory } from "../../../release/inventory";
import { lineOf, type LogLine, type LogRange, type Logs, streamPrefix } from "../../world/logs";
import type { Aws } from "./clients";
import { type AwsObserverOptions, clientsByRegion } from "./observer";
import { readingUntil } from "./reading";

/** CloudWatch Logs may return pages without an event, with a token for the next. */
const mostPages = 20;

/** Reads the services' log groups. Throws AwsFailure like the observer. */
export function createAwsLogs(options: AwsObserverOptions): Logs {
  const awsIn = clientsByRegion(options);
  const reading = readingUntil(options.signal);
  return {
    read: (inventory, service, range) =>
      reading(`log group \`${service.logGroup}\``, () =>
        readLines(awsIn(inventory.region), service, range),
      ),
  };
}

async function readLines(
  aws: Aws,
  service: ServiceInventory,
  range: LogRange,
): Promise<{ lines: LogLine[]; hasMore: boolean }> {
  const logs = await aws.logs();
  const prefix = streamPrefix(service, range);
  const events: FilteredLogEvent[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await logs.filterLogEvents(
      {
        logGroupName: service.logGroup,
        startTime: range.fromMs,
        ...(prefix !== "" && { logStreamNamePrefix: prefix }),
        nextToken,
      },
      aws.callOptions,
    );
    events.push(...(answer.events ?? []));
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  const lines = events
    .flatMap(({ eventId = "", timestamp = 0, message = "", logStreamName = "" }) =>
      lineOf(logStreamName, { id: eventId, ms: timestamp, text: message.replace(/\n$/, "") }),
    )
    .sort((one, other) => one.ms - other.ms);
  return { lines, hasMore: nextToken !== undefined };
}
