import type { Compared } from "../../../automation/runbook/compare/compared";
import type { Count } from "../../traffic/trafficReport";
import type { RehearsalDocument } from "../document";
import { type ReleaseDocument, toRelease } from "../fleet/document";
import type { AdoptionFacts, Listed } from "./facts";
import { adoptionProblems } from "./verdict";

/** What `--json` prints for an adoption: one document. Durations in seconds. */
export interface AdoptionDocument extends Pick<
  RehearsalDocument,
  "ok" | "requests" | "failed" | "services" | "retriedOnClosedConnection" | "problems" | "failures"
> {
  /** By kind of client. */
  clients: Record<string, Count>;
  /** Every command in order, with its exit code, the records after it and what clients saw during it. */
  releases: (ReleaseDocument & {
    exitCode: number | null;
    records: Listed;
    /** How the new versions compared with their origins. */
    compared: Compared[];
  })[];
  /** The records before there was an environment. */
  records: Listed;
}

export function toAdoptionDocument(facts: AdoptionFacts): AdoptionDocument {
  const { acts, traffic, records } = facts;
  const { requests, failed, services, retriedOnClosedConnection, failures } = traffic;
  const problems = adoptionProblems(facts);
  const clients = Object.entries(traffic.clients).map(
    ([kind, client]) => [kind, { requests: client.requests, failed: client.failed }] as const,
  );
  return {
    ok: problems.length === 0,
    ...{ requests, failed, services, retriedOnClosedConnection, problems, failures, records },
    clients: Object.fromEntries(clients),
    releases: acts.map((act) => ({
      ...toRelease(act, [traffic]),
      exitCode: act.exitCode,
      records: act.records,
      compared: act.result.compared ?? [],
    })),
  };
}
