import type { Count } from "../../traffic/trafficReport";
import type { RehearsalDocument } from "../document";
import { type ReleaseDocument, toRelease } from "../fleet/document";
import { evidence, type ScheduleFacts } from "./facts";
import { scheduleProblems, stretches } from "./verdict";

/** What `--json` prints for schedules: one document. Durations in seconds. */
export interface ScheduleDocument extends Pick<
  RehearsalDocument,
  "ok" | "outcome" | "requests" | "failed" | "problems" | "failures"
> {
  /** By kind of client. */
  clients: Record<string, Count>;
  releases: ReleaseDocument[];
  /** All of them, and those that started while one version alone served, in order. */
  firings: number;
  ranOn: { version: string; firings: number }[];
  /** Of those in the midst of a switch, by version. */
  inSwitch: Record<string, number>;
}

export function toScheduleDocument(facts: ScheduleFacts): ScheduleDocument {
  const { acts, traffic, firings } = facts;
  const { requests, failed, failures } = traffic;
  const problems = scheduleProblems(facts);
  const clients = Object.entries(traffic.clients).map(
    ([kind, client]) => [kind, { requests: client.requests, failed: client.failed }] as const,
  );
  const all = stretches(facts);
  const clear = new Set(all.flatMap((one) => one.firings));
  const inSwitch: Record<string, number> = {};
  for (const one of firings.filter((each) => !clear.has(each))) {
    const version = evidence(one)?.version ?? "none";
    inSwitch[version] = (inSwitch[version] ?? 0) + 1;
  }
  return {
    ok: problems.length === 0,
    outcome: acts.find(({ result }) => result.outcome !== "done")?.result.outcome ?? "done",
    requests,
    failed,
    clients: Object.fromEntries(clients),
    releases: acts.map((act) => toRelease(act, [traffic])),
    firings: firings.length,
    ranOn: all.map(({ version, firings: within }) => ({ version, firings: within.length })),
    inSwitch,
    problems,
    failures,
  };
}
