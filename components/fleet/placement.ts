import type * as aws from "@pulumi/aws";
import { fargateProviders, spotShare } from "../../config/capacitySchema";
import type { ServiceSettings } from "../../config/schema";
import type { FleetInventory } from "../../release/inventory";
import type { Capacity } from "./capacity";

/**
 * Whether Fargate places a fleet's tasks by capacity providers in place of a launch type. AWS changes the former into
 * the latter only by replacing the ECS service, so a fleet that has ever had Spot tasks keeps capacity providers.
 */
export function isOnProviders(
  settings: Pick<ServiceSettings, "compute" | "capacity">,
  deployed: Pick<FleetInventory, "onProviders"> | undefined,
): boolean {
  if (settings.compute.type !== "fargate") return false;
  return spotShare(settings) !== null || deployed?.onProviders === true;
}

/** Where ECS places a fleet's tasks. On instances it knows one provider, whose group decides what is on Spot. */
export function placement(
  settings: Pick<ServiceSettings, "capacity">,
  capacity: Capacity | undefined,
  onProviders: boolean,
): Partial<aws.ecs.ServiceArgs> {
  if (capacity) {
    return {
      capacityProviderStrategies: [{ capacityProvider: capacity.provider.name, weight: 1 }],
      orderedPlacementStrategies: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        { type: "spread", field: "instanceId" },
      ],
    };
  }
  return onProviders
    ? { capacityProviderStrategies: strategy(settings) }
    : { launchType: "FARGATE" };
}

/** ECS starts the base first, and divides the tasks beyond it by weight. */
function strategy(settings: Pick<ServiceSettings, "capacity">) {
  const [onDemand, spot] = fargateProviders;
  const share = spotShare(settings);
  if (!share) return [{ capacityProvider: onDemand, weight: 1 }];
  const { base, spotPercent } = share;
  return [
    { capacityProvider: onDemand, base, weight: 100 - spotPercent },
    { capacityProvider: spot, weight: spotPercent },
  ];
}
