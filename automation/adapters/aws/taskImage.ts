import type { Container, Task } from "@aws-sdk/client-ecs";
import { parseImageReference } from "../registry/reference";

/**
 * Digest of the image that the task's main container runs; null while ECS does not tell. Until it
 * has pulled the image, ECS reports no digest. Then, for a multi-platform image, it may report the
 * digest of the platform's own manifest; what the task definition pinned is what was pulled.
 */
export function imageDigestOf(task: Task, mainContainer: string | undefined): string | null {
  const container = mainContainerOf(task.containers ?? [], mainContainer);
  if (container?.imageDigest === undefined) return null;
  return parseImageReference(container.image ?? "").digest ?? container.imageDigest;
}

/** AWS adds containers of its own (`aws-guardduty-agent-...`, `ecs-service-connect-...`). */
function mainContainerOf(
  containers: Container[],
  mainContainer: string | undefined,
): Container | undefined {
  if (mainContainer !== undefined) return containers.find(({ name }) => name === mainContainer);
  return containers.find(
    ({ name = "" }) => !/^(aws-guardduty-agent|ecs-service-connect)/.test(name),
  );
}
