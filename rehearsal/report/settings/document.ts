import type { Count } from "../../traffic/trafficReport";
import type { RehearsalDocument } from "../document";
import { type ReleaseDocument, toRelease } from "../fleet/document";
import type { SettingsFacts } from "./facts";
import { settingsProblems } from "./verdict";

/** What `--json` prints for settings: one document. Durations in seconds. */
export interface SettingsDocument extends Pick<
  RehearsalDocument,
  | "ok"
  | "outcome"
  | "requests"
  | "failed"
  | "services"
  | "retriedOnClosedConnection"
  | "problems"
  | "failures"
> {
  /** By kind of client. */
  clients: Record<string, Count>;
  /** Every command in order, with its exit code and what clients saw during it. */
  releases: (ReleaseDocument & { exitCode: number | null })[];
  /** Keys that waited for a release after the plain `up`, by service. */
  waiting: unknown;
}

export function toSettingsDocument(facts: SettingsFacts): SettingsDocument {
  const { acts, traffic } = facts;
  const { requests, failed, services, retriedOnClosedConnection, failures } = traffic;
  const problems = settingsProblems(facts);
  const clients = Object.entries(traffic.clients).map(
    ([kind, client]) => [kind, { requests: client.requests, failed: client.failed }] as const,
  );
  return {
    ok: problems.length === 0,
    outcome: acts.find(isUnexpected)?.result.outcome ?? "done",
    requests,
    failed,
    clients: Object.fromEntries(clients),
    services,
    releases: acts.map((act) => ({ ...toRelease(act, [traffic]), exitCode: act.exitCode })),
    waiting: acts.find(({ waiting }) => waiting)?.waiting?.found ?? {},
    retriedOnClosedConnection,
    problems,
    failures,
  };
}

function isUnexpected({ exitCode, expected }: SettingsFacts["acts"][number]): boolean {
  return exitCode !== expected.exitCode;
}
