import { counted } from "../../config/plural";
import type { Settings } from "../../config/schema";
import { askForApproval } from "../../release/approval";
import { holdBack } from "../../release/transitions";
import type { Step } from "./step";

/** The last step before production reaches a candidate; what it waits for is looked at there (runbook/rest.ts). */
export const askStep: Step = {
  id: "approval",
  up: {
    verb: "ask",
    to: "same",
    make: (release, { nowMs = 0 }) => askForApproval(release, nowMs),
  },
  until: "it is recorded that exactly these candidates need approval, and until when",
  fails: "undo",
};

/** A release that may not go on for now rests in `staged`: nobody watches what production sends to a candidate. */
export const holdStep: Step = {
  id: "hold",
  up: {
    verb: "hold",
    to: ["staged"],
    make: (release) => {
      if (release.current?.phase === "canary") return holdBack(release);
      // An interrupted `up` may have forwarded a share that was never recorded.
      return release.current?.hasCanary ? release : null;
    },
  },
  until: "both load balancers forward all of production to the old fleet",
  fails: "pause",
};

/** How a release waits for approval, as the settings have it; null: it needs none. */
export function describeApproval(approval: Settings["approval"]): string | null {
  if (!approval?.beforeSwitch) return null;
  const who = approval.notByOwner ? "somebody other than whoever began the release" : "anybody";
  return (
    `approval needed before production reaches a candidate, from ${who}, ` +
    `within ${counted(approval.expiresHours, "hour")}; until then the release rests (exit code 7)`
  );
}
