import type { Problem } from "../problem";
import { services, type Draft } from "./draft";

/** Linux refuses to start a process with more than its `fs.nr_open` (getrlimit(2)), so also without a limit. */
export function limitProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { ulimits }]) => {
    if (ulimits.nofile?.hard !== -1) return [];
    const text =
      "must be a number: Linux starts no container without a limit of open files; Fargate's own is 65535";
    return [{ key: `services.${name}.ulimits.nofile`, text }];
  });
}
