import type { Problem } from "../problem";
import { type Draft, services } from "./draft";

/**
 * A target group's name takes 32 characters: the service's name, `-gbp` for fleet and edge, and a dash
 * with the 7 random characters that let Pulumi replace it.
 */
export const maxServiceNameLength = 20;

/** AWS refuses security groups named `sg-...` and capacity providers named after its own services. */
const reserved = /^(sg($|-)|aws|ecs|fargate)/;

export function serviceNameProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name]) => {
    const text = nameProblem(name);
    return text === undefined ? [] : [{ key: `services.${name}`, text }];
  });
}

function nameProblem(name: string): string | undefined {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
    return "must be named in lower case letters, digits and inner hyphens, a letter first";
  }
  if (name.length > maxServiceNameLength) {
    return (
      `has a name of ${name.length} characters; load balancer target groups leave room for ` +
      `${maxServiceNameLength} (\`host\` sets a longer host name)`
    );
  }
  if (name in {}) return "has a name that every object of JavaScript has already";
  const prefix = reserved.exec(name);
  return prefix ? `has a name that starts with \`${prefix[0]}\`, which AWS reserves` : undefined;
}
