import { isApproved } from "../../../release/approval";
import { describeApproval } from "../../course/resting";
import { bluegreen } from "../../course/commandLines";
import type { Check } from "../check";
import { ok, warning } from "../finding";

/** Whether a release waits for somebody's approval: the one in progress, and the next one. */
export const approval: Check = {
  name: "approval",
  fast: false,
  look({ environment, stack }) {
    const current = environment?.release.current;
    const asked = current?.approval?.asked;
    const waits = asked && !current.approval!.decided && !isApproved(environment!.release);
    const rule = describeApproval(stack.settings.approval);
    return Promise.resolve([
      ...(waits
        ? [
            warning(
              current.id,
              `has been waiting for approval since ${asked.at}; the request expires at ${asked.expiresAt}`,
              bluegreen("approve", stack.name, "--release", current.id),
            ),
          ]
        : []),
      ...(rule === null ? [] : [ok("releases", rule)]),
    ]);
  },
};
