import { type ReleaseDocument, toRelease } from "../fleet/document";
import type { SettingsDocument } from "../settings/document";
import type { ShapesFacts, SidecarFacts } from "./facts";
import { shapesProblems } from "./verdict";

/** What `--json` prints for shapes: one document. Durations in seconds. */
export interface ShapesDocument extends Omit<SettingsDocument, "waiting" | "releases" | "clients"> {
  /** By kind of client; streams that ended with their fleet apart. */
  clients: Record<string, { requests: number; failed: number; closedByStop: number }>;
  /** Every command in order, with its exit code and what clients saw during it. */
  releases: (ReleaseDocument & { exitCode: number | null })[];
  sidecar: SidecarFacts;
}

export function toShapesDocument(facts: ShapesFacts): ShapesDocument {
  const { acts, traffic, sidecar } = facts;
  const { requests, failed, services, retriedOnClosedConnection, failures } = traffic;
  const problems = shapesProblems(facts);
  const clients = Object.entries(traffic.clients).map(([kind, one]) => {
    const counts = { requests: one.requests, failed: one.failed, closedByStop: one.closedByStop };
    return [kind, counts] as const;
  });
  return {
    ok: problems.length === 0,
    outcome: acts.find((act) => act.exited !== act.exitCode)?.result.outcome ?? "done",
    ...{ requests, failed, services },
    clients: Object.fromEntries(clients),
    releases: acts.map((act) => ({ ...toRelease(act, [traffic]), exitCode: act.exited })),
    ...{ sidecar, retriedOnClosedConnection, problems, failures },
  };
}
