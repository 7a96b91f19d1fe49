import type { Problem } from "../problem";
import { type ScaledSize, scaledSize } from "../size";
import { type Draft, services } from "./draft";

/** What scales by something that the kind of service does not have, or could not scale. */
export function scalingProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { kind, size }]) => {
    const scaled = scaledSize(size);
    const target = scaled?.target;
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
      ...(scaled?.min === 0 ? zeroProblems(`services.${name}`, isApi, scaled) : []),
    ];
  });
}

/** A service without tasks has to be started by something that is there without them. */
function zeroProblems(service: string, isApi: boolean, { target }: ScaledSize): Problem[] {
  const key = `${service}.size.min`;
  if (isApi) {
    const text = "must be at least 1: an api without tasks answers 503. Only a worker may have 0";
    return [{ key, text, reads: [`${service}.kind`] }];
  }
  if (target.queue !== undefined) return [];
  const text =
    "may be 0 only with `target.queue`: with no tasks there is no CPU or memory use for AWS to scale by";
  return [{ key, text, reads: [`${service}.size.target`] }];
}

const noRequests =
  "is for services of kind `api`: a worker gets no requests. Scale it by `queue`, `cpuPercent` or `memoryPercent`";
const noQueue =
  "is for services of kind `worker`: in a release, both versions of an api would take from the queue. Move the " +
  "consumer into a worker, or scale by `requestsPerTask`, `cpuPercent` or `memoryPercent`";
