import type { Facts } from "./facts";

/** Data for the page's charts; seconds count from the start of traffic. */
export interface ChartData {
  charts: ServiceChart[];
  steps: { step: string; fromSecond: number; toSecond: number }[];
}

export interface ServiceChart {
  service: string;
  /** The seconds of the values below, without gaps. */
  seconds: number[];
  /** Answers per second, one series per version in the order of their first answers. */
  versions: { name: string; answers: number[] }[];
  /** Failed requests per second. */
  failed: number[];
}

export function chartData(facts: Facts): ChartData {
  const { startedMs, endedMs } = facts.traffic;
  const last = (endedMs - startedMs) / 1000;
  const second = (atMs: number) => (atMs - startedMs) / 1000;
  return {
    charts: Object.keys(facts.traffic.services).map((service) => serviceChart(facts, service)),
    steps: facts.stepTimes.map(({ step, startedMs: from, endedMs: to }) => ({
      step,
      fromSecond: second(from),
      toSecond: to === null ? last : second(to),
    })),
  };
}

function serviceChart({ traffic }: Facts, service: string): ServiceChart {
  // The last second is incomplete: its answers would look like a drop.
  const whole = Math.floor((traffic.endedMs - traffic.startedMs) / 1000);
  const seconds = Array.from({ length: whole }, (_, second) => second);
  const bySecond = new Map(traffic.seconds.map((count) => [count.second, count]));
  const names = new Set(traffic.services[service]?.versions.map(({ version }) => version));
  return {
    service,
    seconds,
    versions: [...names].map((name) => ({
      name,
      answers: seconds.map((second) => bySecond.get(second)?.answers[service]?.[name] ?? 0),
    })),
    failed: seconds.map((second) => bySecond.get(second)?.failed[service] ?? 0),
  };
}
