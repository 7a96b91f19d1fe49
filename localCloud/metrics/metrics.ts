import { Random } from "../random";
import { type MetricKey, type MetricName, seriesName, seriesOf, suffixOf } from "./elbMetrics";
import { statistic } from "./statistic";

/** What a metric was in each period of a range; periods in which nothing was counted are missing. */
export type Series = ReadonlyMap<number, number>;

/** Periods from `startMs` on, up to and without `endMs`, by the time at which they begin. */
export interface Range {
  startMs: number;
  endMs: number;
}

/** What queries read. */
export type Readable = Pick<Metrics, "periodsIn" | "read">;

/** Minutes that are kept. */
const keptMinutes = 240;

/**
 * CloudWatch's metrics of load balancers: a data point for each minute in which something was counted, which can be
 * read one to two minutes after that minute has ended. A minute lasts `minuteMs`.
 */
export class Metrics {
  /** Values by series and by number of the minute. A count has its sum alone. */
  private readonly series = new Map<string, Map<number, number[]>>();

  constructor(
    readonly minuteMs: number,
    readonly nowMs: () => number = Date.now,
  ) {}

  /** Counts one for a load balancer and, if there is one, for its target group. Both are ARNs. */
  count(name: MetricName, loadBalancer: string, targetGroup?: string): void {
    this.each(name, loadBalancer, targetGroup, (values) => (values[0] = (values[0] ?? 0) + 1));
  }

  /** Records a value of which percentiles can be read. */
  record(name: MetricName, value: number, loadBalancer: string, targetGroup: string): void {
    this.each(name, loadBalancer, targetGroup, (values) => values.push(value));
  }

  /** Times at which periods of so many minutes begin, the first with the first whole minute of the range. */
  periodsIn({ startMs, endMs }: Range, periodMinutes = 1): number[] {
    const first = Math.ceil(startMs / this.minuteMs - 1e-9);
    const count = Math.max(0, Math.ceil((endMs / this.minuteMs - first) / periodMinutes - 1e-9));
    return Array.from(
      { length: count },
      (_, index) => (first + index * periodMinutes) * this.minuteMs,
    );
  }

  /** The same metrics, of which a period can be read once all of it can. */
  wholePeriods(): Readable {
    return {
      periodsIn: (...args) => this.periodsIn(...args),
      read: (metric, range) => this.read(metric, range, { whole: true }),
    };
  }

  /** A statistic of a metric, as far as it can be read by now. `periodSeconds` is a multiple of 60. */
  read(
    metric: MetricKey & { stat: string; period: number },
    range: Range,
    { whole = false } = {},
  ): Series {
    const values = this.series.get(seriesOf(metric));
    const calculate = statistic(metric.stat);
    const periodMinutes = metric.period / 60;
    const found = new Map<number, number>();
    for (const beginMs of this.periodsIn(range, periodMinutes)) {
      const first = this.minuteOf(beginMs);
      const minutes = Array.from({ length: periodMinutes }, (_, index) => first + index);
      const known = minutes.filter((minute) => this.canBeRead(minute));
      if (whole && known.length < minutes.length) continue;
      const all = known.flatMap((minute) => values?.get(minute) ?? []);
      if (all.length > 0) found.set(beginMs, calculate(all));
    }
    return found;
  }

  private canBeRead(minute: number): boolean {
    const lateMinutes = 1 + new Random(minute).next();
    return this.nowMs() >= (minute + 1 + lateMinutes) * this.minuteMs;
  }

  private minuteOf(ms: number): number {
    return Math.floor(ms / this.minuteMs + 1e-9);
  }

  private each(
    name: MetricName,
    loadBalancer: string,
    targetGroup: string | undefined,
    change: (values: number[]) => void,
  ): void {
    const whole = suffixOf(loadBalancer);
    const minute = this.minuteOf(this.nowMs());
    change(this.valuesOf(seriesName(name, whole, undefined), minute));
    if (targetGroup === undefined) return;
    change(this.valuesOf(seriesName(name, whole, suffixOf(targetGroup)), minute));
  }

  private valuesOf(series: string, minute: number): number[] {
    const byMinute = this.series.get(series) ?? new Map<number, number[]>();
    this.series.set(series, byMinute);
    const known = byMinute.get(minute);
    if (known) return known;
    const values: number[] = [];
    byMinute.set(minute, values);
    for (const old of byMinute.keys()) if (old <= minute - keptMinutes) byMinute.delete(old);
    return values;
  }
}
