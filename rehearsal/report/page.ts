import type { ReleaseRecord } from "../../automation/record/schema";
import { html, list, paragraphs, section, table } from "../../automation/report/html";
import { type Counted, reportPage } from "../../automation/report/page";
import type { ServiceTraffic, VersionTraffic } from "../../automation/report/traffic";
import { otherColor } from "../../release/state";
import type { Latency } from "../traffic/trafficReport";
import type { Facts } from "./facts";
import { describeFailure } from "./failures";
import { count } from "./numbers";
import { headline, remarks } from "./summary";
import { requestRows, type Rows, versionRows, windowLines } from "./summaryTables";
import { problemsOf } from "./verdict";

/** The report as one self-contained HTML page: the release's own, with what the clients saw. */
export function rehearsalPage(facts: Facts, record: ReleaseRecord): string {
  return reportPage(record, countedBy(facts, record));
}

function countedBy(facts: Facts, record: ReleaseRecord): Counted {
  const { traffic } = facts;
  const failures = traffic.failures.map((one) => `${one.kind} ${describeFailure(one)}`);
  return {
    headline: headline(facts),
    noticed: noticed(facts),
    problems: problemsOf(facts),
    faster: faster(facts),
    traffic: Object.keys(traffic.services).map((name) => serviceTraffic(facts, record, name)),
    fromMs: traffic.startedMs,
    toMs: traffic.endedMs,
    remarks: remarks(facts),
    more: [
      section(
        "What clients saw",
        table("Requests by kind of client and service", asTable(requestRows(facts))),
        table("Versions, by seconds since traffic started", asTable(versionRows(facts), 2)),
        paragraphs(windowLines(facts)),
      ),
      section(
        "First failed requests",
        list(
          failures.map((one) => html`${one}`),
          "bad",
        ),
      ),
    ],
  };
}

function noticed({ traffic: { requests, failed } }: Facts): string {
  return failed === 0
    ? `No: of ${count(requests)} requests, none failed.`
    : `Yes: ${count(failed)} of ${count(requests)} requests failed.`;
}

/** One after the other on a busy machine is no comparison, but what clients saw. */
function faster({ traffic, released }: Facts): string[] {
  const own = traffic.latencies.filter(({ service }) => service === released);
  if (own.length < 2) return [];
  const lines = own.map(
    ({ version, medianMs, p99Ms }) => `${version} ${ms(medianMs)}, ${ms(p99Ms)}`,
  );
  return [`Median and p99 that clients saw of ${released}: ${lines.join("; ")}.`];
}

const ms = (value: number | null) => (value === null ? "unknown" : `${count(value)} ms`);

function serviceTraffic(facts: Facts, record: ReleaseRecord, service: string): ServiceTraffic {
  const { traffic } = facts;
  // The last second is incomplete: its answers would look like a drop.
  const whole = Math.floor((traffic.endedMs - traffic.startedMs) / 1000);
  const bySecond = new Map(traffic.seconds.map((one) => [one.second, one]));
  const points = <T>(of: (second: number) => T): (readonly [number, T])[] =>
    Array.from({ length: whole }, (_, second) => [atMs(facts, second), of(second)]);
  const names = new Set(traffic.services[service]?.versions.map(({ version }) => version));
  const versions = [...names].map((name): VersionTraffic => {
    const own = traffic.latencies.find((one) => one.service === service && one.version === name);
    const seconds = new Map(own?.seconds.map((one) => [one.second, one]));
    const latency = (of: keyof Latency) => points((second) => seconds.get(second)?.[of] ?? null);
    return {
      name,
      color: colorOf(facts, record, service, name),
      answers: points((second) => bySecond.get(second)?.answers[service]?.[name] ?? 0),
      p50Ms: latency("medianMs"),
      p99Ms: latency("p99Ms"),
    };
  });
  const failed = points((second) => bySecond.get(second)?.failed[service] ?? 0);
  return { service, versions, failed };
}

/** In the middle of the second. */
const atMs = ({ traffic }: Facts, second: number) => traffic.startedMs + second * 1000 + 500;

function colorOf(
  { traffic, digests }: Facts,
  { services }: ReleaseRecord,
  service: string,
  name: string,
): VersionTraffic["color"] {
  const candidate = services.find((one) => one.name === service)?.candidate;
  const digest = traffic.services[service]?.versions.find(
    ({ version }) => version === name,
  )?.digest;
  if (!candidate) return null;
  if (digest === digests.after) return candidate;
  return digest === digests.before ? otherColor(candidate) : null;
}

/** @param texts how many columns at the left are no numbers */
function asTable([head = [], ...rows]: Rows, texts = 1) {
  const numbers = head.map((_, index) => index).slice(texts);
  return { head, rows, numbers };
}
