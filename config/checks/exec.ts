import type { Problem } from "../problem";
import { type Draft, services } from "./draft";

/** Source: "Monitor Amazon ECS containers with ECS Exec", Amazon ECS Developer Guide. */
export function execProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, service]) => {
    const { exec, readonlyRootFilesystem, outboundPorts } = service;
    const root = `services.${name}`;
    const problem = (other: string, text: string): Problem => ({
      ...{ key: `${root}.exec`, text, reads: [`${root}.${other}`] },
    });
    if (!exec) return [];
    return [
      ...(readonlyRootFilesystem
        ? [
            problem(
              "readonlyRootFilesystem",
              "needs a writable root file system: AWS's agent in the container keeps its files there. Set " +
                "`readonlyRootFilesystem: false`, or remove `exec`",
            ),
          ]
        : []),
      ...(outboundPorts.includes(443)
        ? []
        : [
            problem(
              "outboundPorts",
              "needs port 443 to reach Session Manager: add it to `outboundPorts`",
            ),
          ]),
    ];
  });
}
