import { productionName } from "../../../config/names";
import { otherColor, serviceState } from "../../../release/state";
import { type ComparedPart, comparedPart, servedBy, withoutBaseline } from "../../world/baseline";
import type { Check } from "../check";
import { failing, ok } from "../finding";

/** Whether production, or the origin of an adopted name, answers the requests of `compare`: otherwise there is no baseline. */
export const compare: Check = {
  name: "compare",
  fast: true,
  moves: true,
  async look({ environment, observer, reads, compared, stack }) {
    if (!environment) return [];
    const judged = compared.map(async (name) => {
      const settings = stack.settings.services[name];
      const { activeColor } = serviceState(environment.release, name);
      const inventory = environment.inventory.services[name];
      if (settings?.kind !== "api" || !settings.compare || !inventory) return [];
      const part = comparedPart<ComparedPart>(environment, {
        ...{ name, settings, candidate: otherColor(activeColor ?? "green") },
        productionName: inventory.productionName ?? productionName(stack.settings, name),
      });
      if (!activeColor && !part.adopted) return [];
      const missing = await withoutBaseline(
        { observer, reads },
        environment,
        part,
        settings.compare,
      );
      if (missing.length === 0)
        return [ok(name, `${servedBy(part)} answers every request of \`compare\``)];
      return [
        failing(
          name,
          `${servedBy(part)} fails requests that \`compare\` sends: ${missing.join("; ")}`,
          `correct \`services.${name}.compare.requests\`, or fix ${part.adopted ? "the origin" : "production"}; if a release is the fix, ` +
            "deploy it with --force-from-broken",
        ),
      ];
    });
    return (await Promise.all(judged)).flat();
  },
};
