import { involvement, productionTargets, type Target } from "../../release/routing";
import { type Color, colors } from "../../release/state";
import type { Scene } from "../scene";

/** What is asked of a scene. */
export type Looked = Pick<Scene, "release" | "inventory"> & {
  cloud: { client: Pick<Scene["cloud"]["client"], "forwards"> };
};

/** A service's load balancers that forward production's requests otherwise than recorded, a line each. */
export async function misrouted(scene: Looked, service: string): Promise<string[]> {
  const { services, current } = await scene.release();
  const state = services[service]!;
  const part = involvement(current, service);
  const runs = (color: Color) => state.fleets[color].size > 0;
  const looks = colors.map(async (edge) => {
    const found = describe(await sharesAt(scene, service, edge));
    const recorded = describe(productionTargets(edge, state, part, runs));
    return found === recorded
      ? []
      : [`the ${edge} load balancer forwards ${found}, but ${recorded} is recorded`];
  });
  return (await Promise.all(looks)).flat();
}

async function sharesAt(scene: Looked, service: string, edge: Color): Promise<Target[]> {
  const { fleets } = (await scene.inventory()).services[service]!;
  const targets = await scene.cloud.client.forwards(`${service}-${edge}-production`);
  const total = targets.reduce((sum, { weight }) => sum + weight, 0);
  return targets.map(({ arn, weight }) => {
    const fleet = colors.find((color) => fleets[color].targetGroupArns?.[edge] === arn)!;
    return { fleet, percent: (100 * weight) / total };
  });
}

function describe(targets: readonly Target[]): string {
  return targets.map(({ fleet, percent }) => `${percent} % to ${fleet}`).join(", ") || "nothing";
}
