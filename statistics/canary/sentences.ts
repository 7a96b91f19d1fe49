/** What people read about a canary, in one place. */
import { type Ratio } from "../pairedRatio";
import { type Finding, type LatencySource } from "./judge";
import { errorShare, type Tally } from "./minute";
import { type ErrorReach, type LatencyReach, type Reach } from "./reach";
import { type CanaryReport, type LatencyReport } from "./report";

/** `finds 1.5x slower in about 18 minutes at 50 %, 2x in 12 (latency from bucket counts); errors 0.1 % -> 5 % in 9` */
export function describeReach(
  { slower, latency, latencyFrom, errors, errorRates }: Reach,
  { withSource = true } = {},
): string {
  const slowdowns = slower.map(({ ratio, minutes }, index) =>
    index === 0
      ? `${ratio}x slower in about ${minutes} minutes at 50 %`
      : `${ratio}x in ${minutes}`,
  );
  const rates = errors.map(({ from, to, minutes }, index) => {
    const unit = index === 0 && slower.length === 0 ? " minutes" : "";
    const rate = index === 0 ? `errors ${percent(from)} -> ${percent(to)}` : percent(to);
    return `${rate} in ${index === 0 && unit ? "about " : ""}${minutes}${unit}`;
  });
  const source = withSource ? ` (${sources[latencyFrom]})` : "";
  const judged = slowdowns.length > 0 ? [`${slowdowns.join(", ")}${source}`] : [];
  const found = [...judged, ...(rates.length > 0 ? [rates.join(", ")] : [])].join("; ");
  const lacking = [notJudged[latency], errorsNotJudged[errorRates]].filter(Boolean);
  return [...(found ? [`finds ${found}`] : []), ...lacking].join("; ");
}

const sources: Record<LatencySource, string> = {
  buckets: "latency from bucket counts",
  percentiles: "latency from percentiles",
};

const notJudged: Record<LatencyReach, string | undefined> = {
  judged: undefined,
  noEqualShares: "latency is not judged without a step at 50 %",
  unknownLatency: "how small a slowdown it finds is unknown without latencies of production",
  tooFewMinutes: "not enough minutes at 50 % to judge latency",
  tooFewRequests: "not enough traffic to judge latency",
};

const errorsNotJudged: Record<ErrorReach, string | undefined> = {
  judged: undefined,
  noOldRequests: "errors are not compared without a step below 100 %",
  productionFails: "production fails too many requests to judge errors",
  tooFewRequests: "not enough traffic or time to judge errors",
};

/** `5xx 5 % (15 of 300 requests), production 0.11 % (6 of 5700 requests) since the canary began` */
export function describeFinding(finding: Finding): string {
  switch (finding.kind) {
    case "errors":
      return `${describeErrors(finding)} since the canary began`;
    case "broken":
      return `${describeErrors(finding)} in one minute, and as bad the minute before`;
    case "slower":
      return `${finding.statistic} ${times(finding.ratio)} slower ${interval(finding)}`;
  }
}

/**
 * What the whole canary showed: one part for each statistic, where they come from, and one for errors.
 * @param found what has been said already, and is not repeated
 */
export function describeReport(
  { latency, latencyFrom, errors }: CanaryReport,
  found: readonly string[] = [],
): string {
  const from = latency.length > 0 ? [sources[latencyFrom]] : [];
  return [...latency.map(describeLatency), ...from, describeErrors(errors)]
    .filter((shown) => !found.some((one) => one.startsWith(shown)))
    .join("; ");
}

/** For the result of a canary that was not rolled back; never just "passed". */
export function describeNothingFound(report: CanaryReport, reach: Reach): string {
  const withSource = report.latency.length === 0;
  const could = describeReach(reach, { withSource }).replace(/^finds /, "could have found ");
  return `nothing found; ${could}; ${describeReport(report)}`;
}

function describeLatency({ statistic, verdict, ratio, low, high }: LatencyReport): string {
  switch (verdict) {
    case "faster":
      return `${statistic} ${times(1 / ratio)} faster ${interval({ low: 1 / high, high: 1 / low })}`;
    case "slower":
      return `${statistic} ${times(ratio)} slower ${interval({ low, high })}`;
    case "noDifference":
      return `${statistic} no difference shown, between ${describeSide(low)} and ${describeSide(high)}`;
  }
}

const describeSide = (ratio: number) =>
  ratio < 1 ? `${times(1 / ratio)} faster` : `${times(ratio)} slower`;

function describeErrors({ old, candidate }: { old: Tally; candidate: Tally }): string {
  return `5xx ${part(candidate)}, production ${part(old)}`;
}

const part = (tally: Tally) =>
  tally.requests === 0
    ? "unknown (no requests counted)"
    : `${percent(errorShare(tally))} (${tally.errors} of ${tally.requests} requests)`;

const interval = ({ low, high }: Pick<Ratio, "low" | "high">) =>
  `(95 %: ${digits(low)}-${digits(high)})`;
const digits = (value: number) => value.toFixed(value < 2 ? 2 : 1);
const times = (value: number) => `${digits(value)}x`;
/** `0.1 %`, `5 %`, `0.02 %`, and `99.9 %`, which is not all */
const percent = (share: number) => `${Number((share * 100).toPrecision(share > 0.99 ? 4 : 2))} %`;
