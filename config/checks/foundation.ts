import type { Problem } from "../problem";
import { type Draft, services } from "./draft";

/** What an environment on another's foundation can't have: the cluster's capacity is that one's own. */
export function foundationProblems(draft: Draft): Problem[] {
  if (draft.foundation === undefined) return [];
  return services(draft)
    .filter(([, { compute }]) => compute.type === "ec2")
    .map(([name]) => ({
      key: `services.${name}.compute`,
      text: `must be fargate in an environment on the \`foundation\` of ${draft.foundation}`,
    }));
}
