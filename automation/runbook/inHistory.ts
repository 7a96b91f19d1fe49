import { comparedInHistory } from "./compare/describe";
import type { Run } from "./run";
import { canaryInHistory } from "./canary/result";
import { warmedInHistory } from "./warm/describe";

/** What history keeps of a release's measurements, a line each. */
export function inHistory({ measured: { compared, warmed, canary } }: Run): string[] {
  return [
    ...compared.map(comparedInHistory),
    ...warmed.map(warmedInHistory),
    ...canary.map(canaryInHistory),
  ];
}
