import { counted } from "../../../config/plural";
import { productionTargets, involvement } from "../../../release/routing";
import { type Color, colors, runningIn, serviceState } from "../../../release/state";
import type { EdgeView } from "../../world/inspector";
import { recordedNames } from "../../../config/recordedNames";
import type { Environment } from "../../world/environment";
import { type Check, judge } from "../check";
import { failing, type Judgement, repairWith, ok } from "../finding";

/** The load balancers, their listeners, and where their rules forward production. */
export const edges: Check = {
  name: "load balancers",
  fast: true,
  moves: true,
  async look({ inspector, environment, services, stack }) {
    if (!environment) return [];
    const judged = await Promise.all(
      colors.map(async (color) => {
        const view = await inspector.edge(environment.inventory, color);
        return judge(`${color} load balancer`, view, (found) =>
          judgeEdge(color, found, { environment, services, stackName: stack.name }),
        );
      }),
    );
    return judged.flat();
  },
};

export interface Expected {
  environment: Pick<Environment, "release" | "inventory">;
  services: readonly string[];
  stackName: string;
}

export function judgeEdge(color: Color, found: EdgeView | null, expected: Expected): Judgement[] {
  const subject = `${color} load balancer`;
  const next = repairWith(expected.stackName);
  if (!found) return [failing(subject, "no longer exists", next)];
  if (!["active", "active_impaired"].includes(found.state)) {
    return [failing(subject, `is ${found.state}`, "wait until it is active")];
  }
  const https = found.listeners.find(({ port }) => port === 443);
  if (!https) return [failing(subject, "nothing listens on port 443", next)];
  const wrong = expected.services.flatMap((service) =>
    misrouted(color, service, https.rules, expected.environment),
  );
  return wrong.length > 0
    ? wrong.map((text) => failing(subject, text, next))
    : [ok(subject, `${found.state}, ${counted(https.rules.length, "rule")}`)];
}

/** How this load balancer's rules for production differ from the recorded state. */
function misrouted(
  edge: Color,
  service: string,
  rules: EdgeView["listeners"][number]["rules"],
  { release, inventory }: Expected["environment"],
): string[] {
  const known = inventory.services[service];
  if (!known) return [];
  const state = serviceState(release, service);
  const part = involvement(release.current, service);
  const targets = productionTargets(edge, state, part, runningIn(state));
  return recordedNames(known).flatMap((name) => {
    const rule = rules.find(({ hosts, byHeader }) => !byHeader && hosts.includes(name));
    if (!rule) return [`has no rule for ${name}`];
    return targets.flatMap(({ fleet }) => {
      const wanted = known.fleets[fleet].targetGroupArns?.[edge];
      if (!wanted || rule.targetGroupArns.includes(wanted)) return [];
      return [`does not forward ${name} to the ${fleet} fleet, as recorded`];
    });
  });
}
