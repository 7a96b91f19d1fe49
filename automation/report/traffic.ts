import type { ReleaseRecord } from "../record/schema";
import type { Color } from "../../release/state";
import type { Chart, Series } from "./chart";

/** What clients saw of a service, version by version, second by second or minute by minute. */
export interface ServiceTraffic {
  service: string;
  versions: VersionTraffic[];
  /** Failed requests. */
  failed: Points;
}

export interface VersionTraffic {
  /** Such as `v2`. */
  name: string;
  /** Null: of a service that was not released. */
  color: Color | null;
  /** Answers per second. */
  answers: Points;
  p50Ms: Points;
  p99Ms: Points;
}

type Points = Series["points"];

/** Requests by color with the failed ones, and latency of the old version beside the new one. */
export function chartsOf({ service, versions, failed }: ServiceTraffic): Chart[] {
  const kindOf = ({ color }: VersionTraffic) => color ?? "neutral";
  const named = (version: VersionTraffic) =>
    version.color ? `${version.name} on ${version.color}` : version.name;
  const answers = versions.map((one): Series => {
    return { name: named(one), kind: kindOf(one), points: one.answers, shape: "area" };
  });
  const failures: Series = { name: "failed", kind: "failed", points: failed, shape: "bars" };
  const hasFailed = failed.some(([, value]) => value);
  const latency = versions.flatMap((one): Series[] => [
    { name: `${named(one)}, median`, kind: kindOf(one), points: one.p50Ms, shape: "line" },
    { name: `${named(one)}, p99`, kind: kindOf(one), points: one.p99Ms, shape: "dashed" },
  ]);
  return [
    {
      title: `${service}: requests per second`,
      unit: "",
      series: hasFailed ? [...answers, failures] : answers,
    },
    { title: `${service}: how long answers took`, unit: " ms", series: latency },
  ];
}

/** What the load balancers counted, minute by minute. */
export function trafficIn({ traffic, services }: ReleaseRecord): ServiceTraffic[] {
  return services.flatMap(({ name, candidate, before, after }) => {
    const own = traffic.filter(({ service }) => service === name);
    if (own.length === 0) return [];
    const rates = (of: "requests" | "errors") => (fleet: (typeof own)[number]) =>
      fleet.minutes.map(
        (one) =>
          [Date.parse(one.at) + fleet.minuteSeconds * 500, one[of] / fleet.minuteSeconds] as const,
      );
    const versions = own.map((fleet): VersionTraffic => {
      const definition = fleet.color === candidate ? after : before;
      const label = definition?.tag ?? (fleet.color === candidate ? "new" : "old");
      const points = { answers: rates("requests")(fleet), p50Ms: [], p99Ms: [] };
      return { name: label, color: fleet.color, ...points };
    });
    return [{ service: name, versions, failed: own.flatMap(rates("errors")) }];
  });
}
