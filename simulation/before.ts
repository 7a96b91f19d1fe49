import { fleetSize, neighbourName } from "./model/environment";
import type { SettingsFile } from "./model/settingsFile";
import { images, type World } from "./model/world";
import type { Schedule } from "./schedule";

/** What has happened before a run of the schedule starts. */
export function befallBefore(
  { start, neighbour, edited }: Schedule,
  world: World,
  file: SettingsFile,
): void {
  if (edited) file.edit(edited);
  if (start === "released" || start === "moved") world.releaseLongAgo(fleetSize);
  if (start === "elsewhere" || start === "adopted" || start === "moved") world.serveElsewhere();
  if (neighbour !== "unfinished") return;
  const { green } = world.services.find(({ name }) => name === neighbourName)!.fleets;
  green.definition = green.runningDefinition = images.old;
  green.desired = green.running = green.healthy = fleetSize;
}
