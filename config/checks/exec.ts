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
              "needs a root file system that can be written: AWS's agent in the container keeps its files there. Set " +
                "`readonlyRootFilesystem: false`, or remove `exec`",
            ),
          ]
        : []),
      ...(outboundPorts.includes(443)
        ? []
        : [
            problem(
              "outboundPorts",
              "reaches Session Manager on port 443: add it to `outboundPorts`",
            ),
          ]),
    ];
  });
}
