import { messageOf, type Update, type Verb } from "../../../automation/history/update";
import type { Phase, ReleaseState } from "../../../release/state";

export const atMs = Date.parse("2026-11-22T10:00:00Z");
export const image = "repository@sha256:new";

export function wanted(phase: Phase): ReleaseState {
  const fleets = { blue: { image: "repository@sha256:old", size: 2 }, green: { image, size: 2 } };
  return {
    revision: 3,
    services: { users: { activeColor: "blue", fleets } },
    current: {
      id: "r-1",
      owner: "ann@vm:7",
      phase,
      startedAt: "2026-11-22T09:59:00Z",
      services: { users: { candidate: "green" } },
    },
  };
}

/** From the 10th second on, for 10 s. */
export function update(
  verb: Verb,
  atSecond: number,
  more: Partial<Update> = {},
  id = "r-1",
): Update {
  const phases: Partial<Record<Verb, Phase>> = {
    stage: "staged",
    switch: "switched",
    return: "returning",
  };
  const phase = phases[verb];
  return {
    message: messageOf(verb, id),
    result: "succeeded",
    startedMs: atMs + atSecond * 1000,
    endedMs: atMs + (atSecond + 10) * 1000,
    wanted: phase ? wanted(phase) : null,
    settings: null,
    ...more,
  };
}
