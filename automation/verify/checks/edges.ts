import { productionTarget, involvement } from "../../../release/routing";
import { type Color, colors, runningIn, serviceState } from "../../../release/state";
import type { EdgeView } from "../../world/inspector";
import type { Environment } from "../../world/environment";
import { type Check, judge } from "../check";
import { failing, type Judgement, makeAgain, ok } from "../finding";

/** Load balancers, their listeners, and where their rules forward production. */
export const edges: Check = {
  name: "edges",
  fast: true,
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
  const next = makeAgain(expected.stackName);
  if (!found) return [failing(subject, "its load balancer does not exist any more", next)];
  if (!["active", "active_impaired"].includes(found.state)) {
    return [failing(subject, `its load balancer is ${found.state}`, "wait until it is active")];
  }
  const https = found.listeners.find(({ port }) => port === 443);
  if (!https) return [failing(subject, "nothing listens on port 443", next)];
  const wrong = expected.services.flatMap((service) =>
    misrouted(color, service, https.rules, expected.environment),
  );
  return wrong.length > 0
    ? wrong.map((text) => failing(subject, text, next))
    : [ok(subject, `${found.state}, ${https.rules.length} rules`)];
}

/** Why production of a service does not go where the release says, at this edge. */
function misrouted(
  edge: Color,
  service: string,
  rules: EdgeView["listeners"][number]["rules"],
  { release, inventory }: Expected["environment"],
): string[] {
  const { productionName, fleets } = inventory.services[service] ?? {};
  if (productionName === undefined || !fleets) return [];
  const state = serviceState(release, service);
  const part = involvement(release.current, service);
  const target = productionTarget(edge, state.activeColor, part, runningIn(state));
  const rule = rules.find(({ hosts, byHeader }) => !byHeader && hosts.includes(productionName));
  if (!rule) return [`it has no rule for ${productionName}`];
  if (target === null) return [];
  const wanted = fleets[target].targetGroupArns?.[edge];
  if (wanted !== undefined && rule.targetGroupArns.includes(wanted)) return [];
  return [`it does not forward ${productionName} to the ${target} fleet, as was deployed`];
}
