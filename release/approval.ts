import { createHash } from "node:crypto";
import {
  type Approval,
  type CurrentRelease,
  type Person,
  type ReleaseState,
  serviceState,
} from "./state";

/** A digest of what defines the candidates of the release in progress: images and settings, not labels. */
export function candidatesDigest(state: ReleaseState): string {
  const parts = Object.entries(state.current?.services ?? {}).map(([name, { candidate }]) => {
    const { image, settings, called } = serviceState(state, name).fleets[candidate];
    return [name, candidate, { image, settings, called }] as const;
  });
  const text = JSON.stringify(sorted(parts.sort(([a], [b]) => (a < b ? -1 : 1))));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Pulumi may return the keys of an object in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, sorted(member)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether the release may go on as far as approval is concerned: it needs none, or exactly its candidates have it. */
export function isApproved(state: ReleaseState): boolean {
  const approval = state.current?.approval;
  if (!approval) return true;
  const { decided } = approval;
  return decided?.is === "approved" && decided.definition === candidatesDigest(state);
}

/** Records that approval is asked for; null: it needs none, or has been asked for. */
export function askForApproval(state: ReleaseState, nowMs: number): ReleaseState | null {
  const { current } = state;
  if (!current?.approval || current.approval.asked) return null;
  const { expiresHours } = current.approval;
  const asked = {
    at: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + expiresHours * 3_600_000).toISOString(),
    definition: candidatesDigest(state),
  };
  return withApproval(state, current, { ...current.approval, asked });
}

/** The caller has checked that it may be decided (whyNotDecided). */
export function decide(
  state: ReleaseState,
  is: "approved" | "rejected",
  { by, nowMs }: { by: Person; nowMs: number },
): ReleaseState {
  const { current } = state;
  if (!current?.approval) throw new Error("the release needs no approval");
  const at = new Date(nowMs).toISOString();
  const decided = { is, by, at, definition: candidatesDigest(state), revision: state.revision };
  return withApproval(state, current, { ...current.approval, decided });
}

function withApproval(
  state: ReleaseState,
  current: CurrentRelease,
  approval: Approval,
): ReleaseState {
  return { ...state, current: { ...current, approval } };
}

/** Whether the question has expired without an answer. */
export function hasExpired({ approval }: Pick<CurrentRelease, "approval">, nowMs: number): boolean {
  if (!approval?.asked || approval.decided) return false;
  return nowMs >= Date.parse(approval.asked.expiresAt);
}
