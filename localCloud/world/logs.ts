import type { CloudClient } from "../api/client";
import { lineOf, type Logs, streamPrefix } from "../../automation/world/logs";

/** What the processes in the local cloud have written. */
export function createLocalLogs(cloud: CloudClient): Logs {
  return {
    async read(_inventory, service, range) {
      const prefix = streamPrefix(service, range);
      const events = await cloud.logEvents(service.logGroup, range.fromMs, prefix);
      const lines = events.flatMap(({ eventId, stream, timestamp, message }) =>
        lineOf(stream, { id: eventId, ms: timestamp, text: message }),
      );
      return { lines, hasMore: false };
    },
  };
}
