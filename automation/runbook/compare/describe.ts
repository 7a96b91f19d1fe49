import type { Ratio } from "../../../statistics/pairedRatio";
import { mostPairs } from "../../../config/schema";
import { counted } from "../../../config/plural";
import { type Compared, passes } from "./compared";

/** `GET /users/1  41 ms -> 12 ms  3.4x faster (95 %: 3.1-3.7), 360 pairs; bodies equal in 360 of 360` */
export function describeCompared(compared: Compared): string {
  const { request, oldMs, newMs, pairs } = compared;
  const times = oldMs === null || newMs === null ? [] : [`${ms(oldMs)} -> ${ms(newMs)}`];
  return [
    request,
    ...times,
    `${judged(compared)}, ${counted(pairs, "pair")}; ${answers(compared)}`,
  ].join("  ");
}

/** What history keeps of it: `users GET /users/1: 3.4x faster (95 %: 3.1-3.7)` */
export function comparedInHistory(compared: Compared): string {
  const { service, request, differing } = compared;
  const differs = differing.length > 0 ? ", answers differ" : "";
  return `${service} ${request}: ${judged(compared)}${differs}`;
}

/**
 * Why this comparison ends a release; empty if it does not.
 * @param asked the `pairs` of the settings: of all requests together, and again in each round
 */
export function objection(compared: Compared, asked: number): string[] {
  if (passes(compared)) return [];
  const { service, pairs, pairsNeeded } = compared;
  const found = `${service}: ${describeCompared(compared)}`;
  if (pairsNeeded === null || pairsNeeded <= pairs) return [found];
  const needed = Math.ceil((asked * pairsNeeded) / pairs);
  const more = needed <= mostPairs ? `set \`compare.pairs\` to about ${needed}, ` : "";
  return [`${found}; ${more}allow a larger \`maxSlowdown\`, or set \`gate\` to false`];
}

function judged({ verdict, newToOld, maxSlowdown }: Compared): string {
  if (!newToOld) return "can't tell: too few pairs of answers with the same status";
  const interval = ({ low, high }: Pick<Ratio, "low" | "high">) =>
    `(95 %: ${number(low)}-${number(high)})`;
  const { ratio, low, high } = newToOld;
  switch (verdict) {
    case "faster":
      return `${number(1 / ratio)}x faster ${interval({ low: 1 / high, high: 1 / low })}`;
    case "slower":
      return `${number(ratio)}x slower ${interval(newToOld)}`;
    case "notSlower":
      return `not slower than ${maxSlowdown}x ${interval(newToOld)}`;
    case "unclear":
      return `can't tell whether slower than ${maxSlowdown}x ${interval(newToOld)}`;
  }
}

function answers({ request, equal, of, differing }: Compared): string {
  // A key may have line breaks: what follows one would pass for a line of the deployer.
  const places = differing.slice(0, 5).map((place) => place.replace(/\s+/g, " ") || "the body");
  const rest = differing.length - places.length;
  const more = rest > 0 ? [`${rest} more`] : [];
  const where = differing.length > 0 ? `: ${[...places, ...more].join(", ")}` : "";
  // The answer to a HEAD has none.
  const what = request.startsWith("HEAD ") ? "statuses" : "bodies";
  return `${what} equal in ${equal} of ${of}${where}`;
}

const number = (value: number) => value.toFixed(value < 2 ? 2 : 1);
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
