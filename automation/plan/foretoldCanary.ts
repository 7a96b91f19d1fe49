import { describeReach } from "../../statistics/canary/sentences";
import { canFind } from "../world/canaryReach";
import type { Plan } from "./plan";

/** What each canary could find, a line each. */
export function foretoldCanary(canary: Plan["canary"]): string[] {
  return Object.entries(canary).map(([name, reach]) => {
    const found = reach ? describeReach(reach) : "production has had no requests in the last hour";
    const isUseful = reach !== null && canFind(reach);
    return `${name}: ${found}${isUseful ? "" : "; `compare` is the better tool"}`;
  });
}
