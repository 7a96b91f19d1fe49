import type { Phase, ReleaseState } from "../../../release/state";

export const fleets = { blue: { image: null, size: 0 }, green: { image: null, size: 0 } };

/** Production is blue; with a phase, a release of green is in progress. */
export const state = (phase: Phase | null): ReleaseState => ({
  revision: 4,
  services: { users: { activeColor: "blue", fleets } },
  current: phase && {
    id: "r-1",
    owner: "ann@vm:7",
    phase,
    startedAt: "2026-11-22T09:59:00Z",
    services: { users: { candidate: "green" } },
  },
});
