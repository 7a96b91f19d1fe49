import { notModelled } from "./elbMetrics";

/** Values of one period to one number. */
export type Statistic = (values: readonly number[]) => number;

const sum: Statistic = (values) => values.reduce((total, value) => total + value, 0);

const simple: Record<string, Statistic> = {
  Sum: sum,
  SampleCount: (values) => values.length,
  Average: (values) => sum(values) / values.length,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
};

/**
 * The statistic of this name: one of the simple ones, a percentile such as `p90` or `p99.9`, or `TC(0.1:0.2)`, the
 * number of values above the first bound and up to the second, either of which may be left out.
 */
export function statistic(name: string): Statistic {
  const known = Object.hasOwn(simple, name) ? simple[name] : undefined;
  if (known) return known;
  const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name);
  if (percentile) return (values) => quantile(values, Number(percentile[1]) / 100);
  const count = /^TC\(([\d.]*):([\d.]*)\)$/.exec(name);
  if (count && (count[1] || count[2]))
    return between(boundOf(count[1], -Infinity), boundOf(count[2], Infinity));
  throw notModelled(`statistic ${name}`);
}

function boundOf(text: string | undefined, otherwise: number): number {
  return text ? Number(text) : otherwise;
}

function between(low: number, high: number): Statistic {
  return (values) => values.filter((value) => value > low && value <= high).length;
}

/** Interpolated between the two values next to it. */
function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return below + (above - below) * (at - Math.floor(at));
}
