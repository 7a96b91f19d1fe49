import { z } from "zod";
import { colors } from "../../release/state";
import { hookNames } from "../../config/hooks";

export const seconds = z.number().min(0);

const ok = z.boolean();
const reason = z.string().describe("why it failed; empty: it did not");
const output = z.string().describe("the end of its output");
const milliseconds = z.number().nullable();
const count = z.number();
const text = z.string().describe("the same in words");

export const test = z.object({ name: z.string(), ok, seconds, reason, output });

export const hook = z.object({
  service: z.string(),
  hook: z.enum(hookNames),
  ok,
  seconds,
  exitCode: z.number().nullable().describe("null: the task did not end by itself"),
  reason,
  output,
});

const ratio = {
  ratio: z.number().describe("latency of new to old: 0.5 is twice as fast"),
  low: z.number().describe("of the 95 % interval"),
  high: z.number().describe("of the 95 % interval"),
};

export const comparison = z.object({
  service: z.string(),
  request: z.string().describe("such as `GET /users/1`"),
  verdict: z.enum(["faster", "notSlower", "slower", "unclear"]),
  oldMs: milliseconds.describe("median; null without enough pairs"),
  newMs: milliseconds.describe("median; null without enough pairs"),
  newToOld: z.object(ratio).nullable(),
  pairs: count,
  equal: count.describe("pairs whose answers did not differ, of `of`"),
  of: count,
  differing: z.array(z.string()).describe("what differs: JSON pointers, or the status"),
  text,
});

export const warmUp = z.object({
  service: z.string(),
  requestsPerSecond: count.describe("requested rate"),
  sustainedPerSecond: count,
  requests: count,
  failed: count,
  p50Ms: milliseconds,
  p90Ms: milliseconds,
  text,
});

const tally = z.object({ requests: count, errors: count });

export const canary = z.object({
  service: z.string(),
  percent: count.describe("largest share that the candidate has had"),
  found: z.array(z.string()).describe("why it was rolled back; empty: nothing was found"),
  errors: z.object({ old: tally, candidate: tally }),
  latency: z.array(
    z.object({
      statistic: z.string().describe("such as `p50`"),
      ...ratio,
      verdict: z.enum(["faster", "slower", "noDifference"]),
    }),
  ),
  latencyFrom: z
    .enum(["buckets", "percentiles"])
    .describe("whether CloudWatch counted latencies in buckets, or gave percentiles"),
  text,
});

export const bill = z.object({
  tasks: count,
  taskSeconds: seconds,
  usd: z.number().nullable().describe("US dollars, on demand; null: a price is unknown"),
  from: z
    .enum(["tasks", "ups"])
    .describe("ECS's times of each task, or an estimate from the times of the `up`s"),
  unknown: z.array(z.string()).describe("services whose tasks ECS no longer lists"),
  prices: z
    .object({ region: z.string(), from: z.enum(["api", "snapshot"]), date: z.string().nullable() })
    .nullable()
    .describe("null: none were needed"),
  text,
});

/** Of one fleet of a released service. */
export const traffic = z.object({
  service: z.string(),
  color: z.enum(colors),
  minuteSeconds: seconds.describe("length of a minute; shorter in a rehearsal"),
  minutes: z.array(
    z.object({
      at: z.string().describe("when it begins; ISO 8601, UTC"),
      requests: count,
      errors: count.describe("5xx answers and refused connections"),
    }),
  ),
  p50Ms: milliseconds.describe("over all of them, as are the others; null: unknown"),
  p90Ms: milliseconds,
  p99Ms: milliseconds,
});
