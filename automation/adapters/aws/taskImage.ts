import type { Container, Task } from "@aws-sdk/client-ecs";
import { parseImageReference } from "../../world/imageReference";

/**
 * Digest of the image that the task's main container runs; null until ECS has pulled the image and reports it.
 * For a multi-platform image, ECS may report the digest of the platform's own manifest; then the digest pinned
 * in the task definition is what was pulled.
 */
export function imageDigestOf(task: Task, mainContainer: string | undefined): string | null {
  const container = mainContainerOf(task.containers ?? [], mainContainer);
  if (container?.imageDigest === undefined) return null;
  return parseImageReference(container.image ?? "").digest ?? container.imageDigest;
}

/** AWS adds its own containers (`aws-guardduty-agent-...`, `ecs-service-connect-...`). */
function mainContainerOf(
  containers: Container[],
  mainContainer: string | undefined,
): Container | undefined {
  if (mainContainer !== undefined) return containers.find(({ name }) => name === mainContainer);
  return containers.find(
    ({ name = "" }) => !/^(aws-guardduty-agent|ecs-service-connect)/.test(name),
  );
}
