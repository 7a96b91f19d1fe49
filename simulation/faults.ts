import type { Deployer } from "./model/deployer";
import { timings } from "./model/timings";
import { images, type World } from "./model/world";
import type { Edit } from "./model/settingsFile";
import type { FaultKind } from "./schedule";

type Befall = (world: World, deployer: Deployer) => void;

/** Faults around a deployer. Faults of a call happen where the call is made. */
const worldFaults: Partial<Record<FaultKind, Befall>> = {
  testsFail: (world) => (world.newImage = { ...world.newImage, passesTests: false }),
  neverBoots: (world) => (world.newImage = { ...world.newImage, boots: false }),
  neverHealthy: (world) => (world.newImage = { ...world.newImage, healthy: false }),
  hooksFail: (world) => (world.newImage = { ...world.newImage, hooks: "fail" }),
  hookHangs: (world) => (world.newImage = { ...world.newImage, hooks: "hang" }),
  tasksForgotten: (world) => (world.oneOffTasks.rememberMs = 0),
  slowBoot: (world) => (world.newImage = { ...world.newImage, extraBootMs: timings.slowBootMs }),
  slow: (world) => (world.newImage = { ...world.newImage, isSlow: true }),
  newDies: (world) => {
    world.newImage = { ...world.newImage, boots: false };
    world.die(images.new, 0);
  },
  newDiesBriefly: (world) => world.die(images.new, 0),
  newLosesOne: (world) => world.die(images.new, 1),
  oldDiesBriefly: (world) => world.die(images.old, 0),
  serverSlow: (world) => lastServers(world).forEach(slow),
  serversSlow: (world) => allServers(world).forEach(slow),
  serverStuck: (world) =>
    lastServers(world).forEach((server) => {
      server.stuckUntilMs = world.time.nowMs + timings.serverStuckMs;
    }),
  serverSilent: (world) =>
    lastServers(world).forEach((server) => {
      server.silentUntilMs = world.time.nowMs + timings.serverSilentMs;
    }),
  alarmGoesOff: (world) => (world.alarmsOffSinceMs ??= world.time.nowMs),
  windowsClose: (world) => (world.windowsClosedUntilMs = world.time.nowMs + timings.heldMs),
  blockerGoesOn: (world) => (world.blockerOnUntilMs = world.time.nowMs + timings.heldMs),
  clockJumps: (_, deployer) => (deployer.clockOffsetMs += timings.clockJumpMs),
  clockFallsBack: (_, deployer) => (deployer.clockOffsetMs -= timings.clockJumpMs),
  stragglers: (world) => (world.stragglers = true),
};

/** What people do to the settings file. */
export const editFaults: Partial<Record<FaultKind, Edit>> = {
  editVariable: "variable",
  editWrong: "wrong",
  editCrash: "crash",
  editPath: "path",
  editSize: "size",
};

export function befallWorld(kind: FaultKind, world: World, deployer: Deployer): void {
  const befall = worldFaults[kind];
  if (!befall) throw new Error(`${kind} is not a fault around the deployer`);
  befall(world, deployer);
}

function slow(server: { lagMs: number }): void {
  server.lagMs = timings.serverSlowMs;
}

/** The servers that learn of a change last, which decide when a drain may start. */
function lastServers({ services }: World) {
  return services.map(({ production }) => production.servers.at(-1)!);
}

function allServers({ services }: World) {
  return services.flatMap(({ production }) => production.servers);
}
