import type { Problem } from "../problem";
import { type Draft, services } from "./draft";

/** `ephemeralStorage` is a property of tasks on Fargate. */
export function volumeProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { compute, ephemeralGiB }]) => {
    if (ephemeralGiB === undefined || compute.type === "fargate") return [];
    const key = `services.${name}.ephemeralGiB`;
    const text =
      "is for tasks on Fargate: on instances, images and temporary folders are on the instance's disk; set " +
      "`compute.diskGiB`";
    return [{ key, text, reads: [`services.${name}.compute`] }];
  });
}
