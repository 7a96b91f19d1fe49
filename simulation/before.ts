import { fleetSize, neighbourName } from "./model/environment";
import { images, type World } from "./model/world";
import type { Schedule } from "./schedule";

/** What has happened before a run of the schedule starts. */
export function befallBefore({ start, neighbour }: Schedule, world: World): void {
  if (start === "released") world.releaseLongAgo(fleetSize);
  if (neighbour !== "unfinished") return;
  const { green } = world.services.find(({ name }) => name === neighbourName)!.fleets;
  green.image = green.runningImage = images.old;
  green.desired = green.running = green.healthy = fleetSize;
}
