import type { Freeze, ReleaseState } from "./state";

/** Null once it has ended by itself. */
export function activeFreeze(
  { freeze }: Pick<ReleaseState, "freeze">,
  nowMs: number,
): Freeze | null {
  return freeze && nowMs < Date.parse(freeze.until) ? freeze : null;
}

export function withFreeze(state: ReleaseState, freeze: Freeze): ReleaseState {
  return { ...state, freeze };
}

export function withoutFreeze({ freeze: _, ...state }: ReleaseState): ReleaseState {
  return state;
}
