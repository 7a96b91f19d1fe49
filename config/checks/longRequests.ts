import type { Problem } from "../problem";
import { stopLimits } from "../serviceSchema";
import { apis, type Draft, services } from "./draft";

/** Times of a stop that contradict each other, or that Fargate does not allow. */
export function longRequestProblems(draft: Draft): Problem[] {
  return [...cutShort(draft), ...beyondFargate(draft)];
}

function cutShort(draft: Draft): Problem[] {
  return apis(draft).flatMap(([name, { deregistrationSeconds: leave, ...service }]) => {
    const longest = service.longestRequestSeconds;
    if (leave >= longest) return [];
    const key = `services.${name}`;
    const text =
      `is ${leave}, less than \`longestRequestSeconds\` ${longest}: a request that is open when its fleet ` +
      `stops would be cut after ${leave} s. Set it to at least ${longest}, or remove it`;
    const reads = [`${key}.longestRequestSeconds`];
    return [{ key: `${key}.deregistrationSeconds`, text, reads }];
  });
}

/** Source: `stopTimeout` of ContainerDefinition, Amazon ECS API Reference. */
function beyondFargate(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { compute, stopSeconds }]) => {
    const { fargateSeconds } = stopLimits;
    if (compute.type !== "fargate" || stopSeconds <= fargateSeconds) return [];
    const key = `services.${name}`;
    const text = `must be at most ${fargateSeconds} on Fargate, found ${stopSeconds}`;
    return [{ key: `${key}.stopSeconds`, text, reads: [`${key}.compute`] }];
  });
}
