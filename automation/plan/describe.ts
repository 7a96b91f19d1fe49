import { type Difference, said } from "../../config/definition";
import { queueOf } from "../../config/queueArn";
import { list } from "../../config/problem";
import { size } from "../../config/size";
import { bluegreen } from "../course/commandLines";
import type { ResourceChange } from "./changes";
import type { Plan } from "./plan";

const marks = { create: "+", update: "~", replace: "±", delete: "-" } as const;

/** Changes for people, one line each. */
export function describeChanges(changes: readonly ResourceChange[]): string[] {
  return changes.map(({ op, type, name, properties, stays }) => {
    const which = properties.length > 0 ? ` [${properties.join(", ")}]` : "";
    return `  ${marks[op]} ${name} (${type})${which}${stays ? ", which stays in AWS" : ""}`;
  });
}

/** `  environment.LOG_LEVEL: info -> debug` */
export function describeDifference({ key, from, to }: Difference): string {
  return `  ${key}: ${said(from)} -> ${said(to)}`;
}

/** What the next `up` changes, under the command that does it; nothing if there is nothing. */
export function describeAtOnce(
  stack: string,
  sizes: Plan["sizes"],
  changes: readonly ResourceChange[] = [],
): string[] {
  const lines = [...describeSizes(sizes), ...describeChanges(changes)];
  return lines.length > 0
    ? [`applied by \`${bluegreen("up", stack)}\`, no release needed:`, ...lines]
    : [];
}

/** `  size of users: 2 -> 3`, or `  size of users: 2 -> 2 to 6 at 60 % CPU` */
export function describeSizes(sizes: Plan["sizes"]): string[] {
  return Object.entries(sizes).map(
    ([name, { from, to }]) => `  size of ${name}: ${saidSize(from)} -> ${saidSize(to)}`,
  );
}

function saidSize(value: unknown): string {
  const bounds = size.safeParse(value).data;
  if (bounds === undefined || typeof bounds === "number") return said(value);
  const { cpuPercent, memoryPercent, requestsPerTask, queue } = bounds.target;
  const targets = [
    ...(cpuPercent === undefined ? [] : [`${cpuPercent} % CPU`]),
    ...(memoryPercent === undefined ? [] : [`${memoryPercent} % memory`]),
    ...(requestsPerTask === undefined ? [] : [`${requestsPerTask} requests a minute per task`]),
    ...(queue === undefined
      ? []
      : [`${queue.perTask} messages per task in ${queueOf(queue.arn).name}`]),
  ];
  return `${bounds.min} to ${bounds.max} at ${list(targets)}`;
}
