import type { Check } from "../check";
import { ok, warning } from "../finding";

/** Whether a release can begin. */
export const release: Check = {
  name: "release",
  fast: false,
  look({ environment, stack }) {
    if (!environment) {
      const next = `bluegreen up --stack ${stack.name}`;
      return Promise.resolve([warning("environment", "it was never brought up", next)]);
    }
    const { current, revision } = environment.release;
    const judgement = current
      ? warning(
          "release",
          `${current.id} is under way: ${current.phase}, held by ${current.owner}`,
          `bluegreen status --stack ${stack.name}`,
        )
      : ok("release", `none is under way, revision ${revision}`);
    return Promise.resolve([judgement]);
  },
};
