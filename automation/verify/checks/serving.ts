import { servingChangesIn } from "../../world/servingChanges";
import type { Check } from "../check";
import { failing, ok } from "../finding";

/** Whether the settings would replace, rename or delete what serves. */
export const serving: Check = {
  name: "serving",
  fast: false,
  look({ environment, stack }) {
    if (!environment) return Promise.resolve([]);
    const { problems, next } = servingChangesIn(stack, environment) ?? { problems: [], next: "" };
    const found = problems.map((problem) => failing("settings", problem, next));
    return Promise.resolve(
      found.length > 0 ? found : [ok("settings", "replace, rename and delete nothing that serves")],
    );
  },
};
