import { bluegreen } from "../../course/commandLines";
import type { Check } from "../check";
import { failing, ok, warning } from "../finding";

/** Whether a release can begin. */
export const release: Check = {
  name: "release",
  fast: false,
  look({ environment, stack }) {
    if (!environment) {
      const next = bluegreen("up", stack.name);
      return Promise.resolve([failing("environment", "not created yet", next)]);
    }
    const { current, revision } = environment.release;
    const judgement = current
      ? warning(
          "release",
          `${current.id} is in progress (phase ${current.phase}), started by ${current.owner}`,
          bluegreen("status", stack.name),
        )
      : ok("release", `none in progress, revision ${revision}`);
    return Promise.resolve([judgement]);
  },
};
