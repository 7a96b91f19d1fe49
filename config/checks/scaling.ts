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
      ...zeroProblems(`services.${name}`, isApi, scaled),
      ...twiceProblems(`services.${name}`, scaled),
    ];
  });
}

/** A service without tasks has to be started by something that is there without them. */
function zeroProblems(service: string, isApi: boolean, scaled: ScaledSize | null): Problem[] {
  const all = scaled ? [scaled, ...(scaled.scheduled ?? [])] : [];
  return all.flatMap(({ min }, index) => {
    const place = index === 0 ? "" : `.scheduled.${index - 1}`;
    return min === 0 ? zeroProblem(service, `${service}.size${place}.min`, isApi, scaled!) : [];
  });
}

function zeroProblem(
  service: string,
  key: string,
  isApi: boolean,
  { target }: ScaledSize,
): Problem[] {
  if (isApi) {
    const text = "must be at least 1: an api without tasks answers 503. Only a worker may have 0";
    return [{ key, text, reads: [`${service}.kind`] }];
  }
  if (target.queue !== undefined) return [];
  const text =
    "may be 0 only with `target.queue`: with no tasks there is no CPU or memory use for AWS to scale by";
  return [{ key, text, reads: [`${service}.size.target`] }];
}

/** AWS would apply them in any order. */
function twiceProblems(service: string, scaled: ScaledSize | null): Problem[] {
  const times = (scaled?.scheduled ?? []).map(({ cron, zone }) => `${cron} ${zone}`);
  return times.flatMap((time, index) => {
    const first = times.indexOf(time);
    if (first === index) return [];
    const key = `${service}.size.scheduled.${index}`;
    const text = `is at the same times as \`scheduled.${first}\`: AWS would apply them in any order`;
    return [{ key, text, reads: [`${service}.size.scheduled.${first}`] }];
  });
}

const noRequests =
  "is for services of kind `api`: a worker gets no requests. Scale it by `queue`, `cpuPercent` or `memoryPercent`";
const noQueue =
  "is for services of kind `worker`: in a release, both versions of an api would take from the queue. Move the " +
  "consumer into a worker, or scale by `requestsPerTask`, `cpuPercent` or `memoryPercent`";
