import type { Problem } from "../problem";
import { apis, type Draft } from "./draft";

export function healthCheckProblems(draft: Draft): Problem[] {
  return apis(draft).flatMap(([name, { healthCheck }]) => {
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
