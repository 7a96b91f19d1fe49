import type { FleetHealth, TargetHealth } from "../../../automation/world/ports";
import { colors } from "../../../release/state";
import type { Fleet } from "../fleet";
import type { World } from "../world";

/** What ECS and both load balancers say of a fleet; null before its first image. */
export function fleetHealth(fleet: Fleet, world: World): FleetHealth | null {
  const { image, runningImage, desired, healthy } = fleet;
  if (image === null) return null;
  const digest = runningImage && runningImage.slice(runningImage.indexOf("@") + 1);
  const running: FleetHealth["running"] = [];
  const targets: TargetHealth[] = [];
  for (let task = 0; task < fleet.running; task++) {
    const taskId = String(task);
    running.push({ taskId, digest });
    const state = desired === 0 ? "draining" : task < healthy ? "healthy" : "initial";
    if (fleet.consumes) continue;
    for (const edge of colors) targets.push({ edge, target: taskId, state, reason: "" });
  }
  const gaveUp = desired > 0 && !world.temperOf(image).boots;
  return {
    desired,
    running,
    pending: Math.max(0, desired - fleet.running),
    targets,
    stopped: [],
    rollout: { taskDefinitionArn: "", state: gaveUp ? "FAILED" : "COMPLETED", reason: "" },
    events: [],
  };
}
