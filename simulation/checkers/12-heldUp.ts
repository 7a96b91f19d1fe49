import type { Checker } from "./checker";

/**
 * 12. While windows are closed or a blocker is on, production reaches no candidate: every `up` by which it would has
 * been preceded, since its deployer's last one, by a look that found neither. An urgent release passes windows; a
 * rollback is never held up. What changes after that look comes too late for it.
 */
export function heldUp(): Checker {
  return { invariant: 12, check: ({ engine: { movedThough } }) => movedThough };
}
