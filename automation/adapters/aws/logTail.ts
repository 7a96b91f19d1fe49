import type { Color, ServiceInventory } from "../../../release/inventory";
import type { Aws } from "./clients";

const keptLines = 50;

/** The last lines of output of a task's container; empty if there is none. */
export async function logTail(
  aws: Aws,
  { logGroup, containerName }: ServiceInventory,
  color: Color,
  taskId: string,
): Promise<string> {
  const logs = await aws.logs();
  const input = {
    logGroupName: logGroup,
    logStreamName: `${color}/${containerName}/${taskId}`,
    limit: keptLines,
    startFromHead: false,
  };
  try {
    const { events = [] } = await logs.getLogEvents(input, aws.callOptions);
    return events.map(({ message = "" }) => message).join("\n");
  } catch (error) {
    // A task that never started, or wrote nothing, has no log stream.
    if (error instanceof Error && error.name === "ResourceNotFoundException") return "";
    throw error;
  }
}
