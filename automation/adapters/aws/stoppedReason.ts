import type { Container, Task } from "@aws-sdk/client-ecs";
import { isoSeconds } from "./isoSeconds";

/**
 * Why a task stopped, in the words of ECS and of each container, and when: ECS lists stopped tasks for an hour,
 * so the reason may be an old one. Such as `Essential container in task exited; container users: exit code
 * 137, OutOfMemoryError: ... (2025-01-31T12:00:00Z)`.
 */
export function stoppedReason(task: Task): string {
  const parts = [
    task.stoppedReason ?? task.stopCode ?? "no reason given",
    ...(task.containers ?? []).flatMap(containerReason),
  ];
  const when = task.stoppedAt === undefined ? "" : ` (${isoSeconds(task.stoppedAt)})`;
  return `${parts.join("; ")}${when}`;
}

function containerReason({ name = "?", exitCode, reason }: Container): string[] {
  const facts = [
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(reason === undefined ? [] : [reason]),
  ];
  return facts.length === 0 ? [] : [`container ${name}: ${facts.join(", ")}`];
}
