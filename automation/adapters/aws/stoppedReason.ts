import type { Container, Task } from "@aws-sdk/client-ecs";
import { isoSeconds } from "./isoSeconds";

/**
 * Why a task stopped, in ECS's words with what each container adds, and when: ECS keeps such tasks
 * for an hour, so an old reason is not the reason of now. Such as `Essential container in task
 * exited; container users: exit code 137, OutOfMemoryError: ... (2025-01-31T12:00:00Z)`.
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
