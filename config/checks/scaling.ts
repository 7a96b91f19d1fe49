import type { Problem } from "../problem";
import { scaledSize } from "../size";
import { type Draft, services } from "./draft";

/** What scales by something that the kind of service does not have. */
export function scalingProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { kind, size }]) => {
    const target = scaledSize(size)?.target;
    const key = `services.${name}.size.target`;
    const reads = [`services.${name}.kind`];
    const isApi = kind === "api";
    return [
      ...(target?.requestsPerTask !== undefined && !isApi
        ? [{ key: `${key}.requestsPerTask`, text: noRequests, reads }]
        : []),
      ...(target?.queue !== undefined && isApi
        ? [{ key: `${key}.queue`, text: noQueue, reads }]
        : []),
    ];
  });
}

const noRequests =
  "is for services of kind `api`: a worker gets no requests. Scale it by `queue`, `cpuPercent` or `memoryPercent`";
const noQueue =
  "is for services of kind `worker`: in a release, both versions of an api would take from the queue. Move the " +
  "consumer into a worker, or scale by `requestsPerTask`, `cpuPercent` or `memoryPercent`";
