import type {
  TargetHealthDescription,
  TargetHealthStateEnum,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Side, TargetHealth } from "../../world/ports";
import { type Color, colors } from "../../../release/state";
import type { FleetInventory } from "../../../release/inventory";
import type { Aws } from "./clients";

/** Targets of the fleet at each edge's load balancer, blue first, then at each private one. */
export async function fleetTargets(aws: Aws, fleet: FleetInventory): Promise<TargetHealth[]> {
  const groups = [
    { side: "public" as const, arns: fleet.targetGroupArns },
    { side: "private" as const, arns: fleet.privateTargetGroupArns },
  ];
  const perEdge = await Promise.all(
    groups.flatMap(({ side, arns }) =>
      colors.map((edge) => targetsOn(aws, { edge, side }, arns?.[edge])),
    ),
  );
  return perEdge.flat();
}

interface Seer {
  edge: Color;
  side: Side;
}

/** A fleet that serves no traffic has no target groups, and one that was deleted by hand has no targets. */
async function targetsOn(aws: Aws, seer: Seer, arn: string | undefined): Promise<TargetHealth[]> {
  if (!arn) return [];
  const elb = await aws.loadBalancing();
  const health = await elb
    .describeTargetHealth({ TargetGroupArn: arn }, aws.callOptions)
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === "TargetGroupNotFoundException") return null;
      throw error;
    });
  return (health?.TargetHealthDescriptions ?? []).map((target) => toTargetHealth(seer, target));
}

function toTargetHealth(
  { edge, side }: Seer,
  { Target, TargetHealth }: TargetHealthDescription,
): TargetHealth {
  const { State, Reason, Description } = TargetHealth ?? {};
  return {
    edge,
    ...(side === "private" ? { side } : {}),
    target: Target?.Port === undefined ? `${Target?.Id}` : `${Target.Id}:${Target.Port}`,
    state: toState(State),
    reason: [Reason, Description].filter((part) => part !== undefined).join(": "),
  };
}

/** A missing or unknown state does not count as healthy. */
function toState(state: TargetHealthStateEnum | undefined): TargetHealth["state"] {
  switch (state) {
    case "healthy":
    case "initial":
    case "unhealthy":
    case "unused":
    case "draining":
    case "unavailable":
      return state;
    case "unhealthy.draining":
      return "draining";
    case undefined:
    default:
      return "unavailable";
  }
}
