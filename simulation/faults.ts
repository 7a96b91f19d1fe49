import type { Deployer } from "./model/deployer";
import { timings } from "./model/timings";
import { images, type World } from "./model/world";
import type { FaultKind } from "./schedule";

/** Makes a fault of the world true; those that befall a call are made true where it is made. */
export function befallWorld(kind: FaultKind, world: World, deployer: Deployer): void {
  const { nowMs } = world.time;
  // The one that is in sync last, which decides when a drain may begin.
  const servers = world.services.map(({ production }) => production.servers.at(-1)!);
  switch (kind) {
    case "testsFail":
      world.newImage = { ...world.newImage, passesTests: false };
      return;
    case "neverBoots":
      world.newImage = { ...world.newImage, boots: false };
      return;
    case "neverHealthy":
      world.newImage = { ...world.newImage, healthy: false };
      return;
    case "slowBoot":
      world.newImage = { ...world.newImage, extraBootMs: timings.slowBootMs };
      return;
    case "newDies":
      world.newImage = { ...world.newImage, boots: false };
      return world.die(images.new, 0);
    case "newDiesBriefly":
      return world.die(images.new, 0);
    case "newLosesOne":
      return world.die(images.new, 1);
    case "oldDiesBriefly":
      return world.die(images.old, 0);
    case "serverSlow":
      for (const server of servers) server.lagMs = timings.serverSlowMs;
      return;
    case "serverStuck":
      for (const server of servers) server.stuckUntilMs = nowMs + timings.serverStuckMs;
      return;
    case "serverSilent":
      for (const server of servers) server.silentUntilMs = nowMs + timings.serverSilentMs;
      return;
    case "clockJumps":
      deployer.clockOffsetMs += timings.clockJumpMs;
      return;
    case "clockFallsBack":
      deployer.clockOffsetMs -= timings.clockJumpMs;
      return;
    case "stragglers":
      world.stragglers = true;
      return;
    default:
      throw new Error(`${kind} is no fault of the world`);
  }
}
