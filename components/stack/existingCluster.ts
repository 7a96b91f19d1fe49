import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { clusterNameIn } from "../../config/clusterName";
import { Refusal } from "../refusal";
import type { ClusterPlace } from "./foundation";

/** The provider's words where ECS has no active cluster of the name; they are all that passes through Pulumi. */
const missing = /couldn't find resource|empty result|INACTIVE|not found/i;

/**
 * The cluster that the settings name. It is somebody else's: nothing in it is changed but what this environment adds.
 * One that can't take tasks is refused before anything is registered.
 */
export async function existingCluster(cluster: string): Promise<ClusterPlace> {
  const name = clusterNameIn(cluster);
  const found = await aws.ecs.getCluster({ clusterName: name }).catch((error: unknown) => {
    if (missing.test(error instanceof Error ? error.message : String(error))) return null;
    throw error;
  });
  const problem = problemOf(cluster, name, found);
  if (!found || problem !== undefined) {
    throw new Refusal({
      found: "the services of this environment can't run in the cluster that its settings name",
      problems: [problem ?? ""],
      next:
        `correct \`cluster\` in Pulumi.${pulumi.getStack()}.yaml, or remove it, for a cluster of the environment's own; ` +
        `then: bluegreen up --stack ${pulumi.getStack()}`,
    });
  }
  return pulumi.output({ arn: found.arn, name });
}

function problemOf(
  cluster: string,
  name: string,
  found: { arn: string; status: string } | null,
): string | undefined {
  if (!found) return `ECS has no active cluster ${name} in this region and account`;
  if (cluster !== name && cluster !== found.arn) {
    return `the cluster ${name} of this region and account is ${found.arn}, not ${cluster}`;
  }
  return found.status === "ACTIVE" ? undefined : `the cluster ${name} is ${found.status}`;
}
