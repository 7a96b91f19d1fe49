import { z } from "zod";
import { placeProblem } from "./partition";

/** Source: `clusterName` of CreateCluster, Amazon ECS API Reference. */
const nameOf = /^[A-Za-z0-9_-]{1,255}$/;
const arnOf =
  /^arn:(?<partition>aws[a-z-]*):ecs:(?<region>[a-z0-9-]+):\d{12}:cluster\/(?<name>[A-Za-z0-9_-]{1,255})$/;

/** An ECS cluster, by its name or ARN. */
export const existingCluster = z.string().superRefine((text, context) => {
  const message = problemOf(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

function problemOf(text: string): string | undefined {
  if (nameOf.test(text)) return undefined;
  if (/^arn:aws[a-z-]*:eks:/.test(text))
    return "is the ARN of a Kubernetes cluster; tasks run on ECS";
  const { partition, region } = arnOf.exec(text)?.groups ?? {};
  return partition === undefined || region === undefined
    ? "must be the name of an ECS cluster, or its ARN, such as `arn:aws:ecs:eu-central-1:123456789012:cluster/shop`"
    : placeProblem(partition, region);
}

/** Of a name or an ARN. */
export function clusterNameIn(cluster: string): string {
  return cluster.slice(cluster.lastIndexOf("/") + 1);
}
