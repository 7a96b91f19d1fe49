import { activeFreeze } from "../../../release/freeze";
import { bluegreen } from "../../course/commandLines";
import { describeFreeze } from "../../world/person";
import type { Check } from "../check";
import { warning } from "../finding";

/** Whether somebody has frozen the environment, so that no release begins. */
export const freeze: Check = {
  name: "freeze",
  // The release looks itself, and a rollback does not.
  fast: false,
  look({ environment, stack, clock }) {
    const found = environment && activeFreeze(environment.release, clock.nowMs());
    if (!found) return Promise.resolve([]);
    const todo = `deploy then, or with \`--urgent <reason>\`; to end it: ${bluegreen("unfreeze", stack.name)}`;
    return Promise.resolve([warning("releases", describeFreeze(stack.name, found), todo)]);
  },
};
