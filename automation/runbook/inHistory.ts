import { comparedInHistory } from "./compare/describe";
import type { Run } from "./run";
import { warmedInHistory } from "./warm/describe";

/** What history keeps of a release's measurements, a line each. */
export function inHistory({ measured: { compared, warmed } }: Run): string[] {
  return [...compared.map(comparedInHistory), ...warmed.map(warmedInHistory)];
}
