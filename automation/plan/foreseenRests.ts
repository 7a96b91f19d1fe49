import type { ReleaseState } from "../../release/state";
import type { ReleaseRequest } from "../../release/transitions";
import { describeApproval } from "../course/resting";
import { canaryMs, closedWindows } from "../runbook/holds";
import type { Run } from "../runbook/run";

/**
 * Why a release that begins now will rest before production reaches its candidate: it needs approval, or its canary
 * does not fit into what is left of the windows. A closed window keeps it from beginning, and is said elsewhere.
 *
 * @param states what each `up` of the release makes true, in order
 */
export function foreseenRests(
  { ports }: Run,
  { approval, urgent }: Pick<ReleaseRequest, "approval" | "urgent">,
  states: readonly ReleaseState[],
): string[] {
  const { stack, clock } = ports;
  const staged = states.find(({ current }) => current?.phase === "staged");
  const nowMs = clock.nowMs();
  const isOpen = closedWindows(stack.settings, nowMs) === null && urgent === undefined;
  const closes =
    isOpen && staged && !staged.current!.rollsBack
      ? closedWindows(stack.settings, nowMs, canaryMs({ ports }, staged))
      : null;
  const rule = approval ? describeApproval(stack.settings.approval) : null;
  return [rule, closes].filter((line) => line !== null);
}
