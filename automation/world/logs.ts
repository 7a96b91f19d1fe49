import type { Inventory, ServiceInventory } from "../../release/inventory";
import { type Color, colors } from "../../release/state";

/** One line that a container wrote. */
export interface LogLine {
  /** Tells it from every other line, also from an equal one of the same moment. */
  id: string;
  /** Milliseconds since the epoch. */
  ms: number;
  color: Color;
  taskId: string;
  text: string;
}

export interface LogRange {
  /** The first moment, in milliseconds since the epoch. */
  fromMs: number;
  /** Of this fleet only. */
  color?: Color;
  /** Of this task only; needs its color. */
  taskId?: string;
}

export interface Logs {
  /**
   * What the service's tasks wrote from then on, oldest first: so much as one call may bring. If there is more, the
   * rest begins where the last line ends.
   */
  read(
    inventory: Inventory,
    service: ServiceInventory,
    range: LogRange,
  ): Promise<{ lines: LogLine[]; hasMore: boolean }>;
}

/** What the names of these log streams begin with: a stream is `<color>/<container>/<task id>`. */
export function streamPrefix(
  { containerName }: Pick<ServiceInventory, "containerName">,
  { color, taskId = "" }: Pick<LogRange, "color" | "taskId">,
): string {
  return color ? `${color}/${containerName}/${taskId}` : "";
}

/** The line with its color and task; none if the stream is not one of a fleet. */
export function lineOf(stream: string, line: Omit<LogLine, "color" | "taskId">): LogLine[] {
  const [name, , taskId = ""] = stream.split("/");
  const color = colors.find((one) => one === name);
  return color ? [{ ...line, color, taskId }] : [];
}
