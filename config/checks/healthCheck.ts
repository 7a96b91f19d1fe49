import type { Problem } from "../problem";
import { matcherProblem, methodPath } from "../protocol";
import type { ApiSettings } from "../schema";
import { apis, type Draft } from "./draft";

export function healthCheckProblems(draft: Draft): Problem[] {
  return apis(draft).flatMap(([name, service]) => {
    const key = `services.${name}`;
    return [...timeoutProblems(key, service), ...answerProblems(key, service)];
  });
}

function timeoutProblems(service: string, { healthCheck }: ApiSettings): Problem[] {
  const { timeoutSeconds, intervalSeconds } = healthCheck;
  if (timeoutSeconds < intervalSeconds) return [];
  const key = `${service}.healthCheck`;
  const text = `must be less than \`intervalSeconds\`, found ${timeoutSeconds} and ${intervalSeconds}`;
  return [{ key: `${key}.timeoutSeconds`, text, reads: [`${key}.intervalSeconds`] }];
}

/** What is asked, and which answers are good, depends on the protocol. */
function answerProblems(service: string, { protocol, healthCheck }: ApiSettings): Problem[] {
  const { path, matcher } = healthCheck;
  const reads = [`${service}.protocol`];
  const wrong = matcherProblem(protocol, matcher);
  return [
    ...(wrong === null ? [] : [{ key: `${service}.healthCheck.matcher`, text: wrong, reads }]),
    ...(protocol === "grpc" && !methodPath.test(path)
      ? [
          {
            key: `${service}.healthCheck.path`,
            text:
              "must be a method such as `/grpc.health.v1.Health/Check`, because `protocol` is grpc; " +
              `found \`${path}\``,
            reads,
          },
        ]
      : []),
  ];
}
