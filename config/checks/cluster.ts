import type { Problem } from "../problem";
import { type Draft, services } from "./draft";

/** A cluster has one list of capacity providers, and whoever sets it replaces the whole list. */
export function clusterProblems(draft: Draft): Problem[] {
  const { cluster, foundation } = draft;
  // Then it has no effect, and that is reported.
  if (cluster === undefined || foundation !== undefined) return [];
  return services(draft)
    .filter(([, { compute }]) => compute.type === "ec2")
    .map(([name]) => ({
      key: `services.${name}.compute`,
      text:
        "must be fargate in an existing `cluster`: instances need a capacity provider in the cluster's list, and ECS can " +
        "only replace that list as a whole, with the providers of everything else in the cluster",
      reads: ["cluster"],
    }));
}
