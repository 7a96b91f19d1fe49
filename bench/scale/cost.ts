import { median } from "../measurement";
import type { TreeUse } from "./processTree";

/** Seconds from start to end, and the processes' use in that time. */
export interface Cost extends TreeUse {
  seconds: number;
}

/** The round with the median duration; memory is the maximum over all rounds. */
export async function rounded(
  rounds: number,
  measure: (round: number) => Promise<Cost>,
): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 1; round <= rounds; round++) costs.push(await measure(round));
  const middle = median(costs.map(({ seconds }) => seconds));
  const most = (of: (cost: Cost) => number) => Math.max(...costs.map(of));
  return {
    ...costs.find(({ seconds }) => seconds === middle)!,
    peakMiB: most(({ peakMiB }) => peakMiB),
    engineMiB: most(({ engineMiB }) => engineMiB),
  };
}
