import type { Problem } from "../problem";
import { type Draft, services } from "./draft";

export function healthCheckProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { healthCheck }]) => {
    if (healthCheck.timeoutSeconds < healthCheck.intervalSeconds) return [];
    const key = `services.${name}.healthCheck`;
    return [
      {
        key: `${key}.timeoutSeconds`,
        text:
          `must be less than \`intervalSeconds\`, found ${healthCheck.timeoutSeconds} and ` +
          `${healthCheck.intervalSeconds}`,
        reads: [`${key}.intervalSeconds`],
      },
    ];
  });
}
