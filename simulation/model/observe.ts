import type {
  AuthoritativeAnswer,
  CheckResult,
  EdgeTraffic,
  FleetHealth,
  TargetHealth,
} from "../../automation/ports";
import { type Color, colors } from "../../release/state";
import { edgeAddress } from "./environment";
import type { Fleet } from "./fleet";
import { timings } from "./timings";
import type { ServiceWorld, World } from "./world";

/** What the adapters would say of the world, in the shapes of automation/ports.ts. */

export function fleetHealth(fleet: Fleet, world: World): FleetHealth | null {
  if (fleet.image === null) return null;
  const digest = fleet.runningImage && digestOf(fleet.runningImage);
  const running: FleetHealth["running"] = [];
  const targets: TargetHealth[] = [];
  for (let task = 0; task < fleet.running; task++) {
    running.push({ taskId: `${task}`, digest });
    const healthy = task < fleet.healthy;
    for (const edge of colors) {
      targets.push({
        edge,
        target: `${task}`,
        state: fleet.desired === 0 ? "draining" : healthy ? "healthy" : "initial",
        reason: healthy ? "" : "no answer yet",
      });
    }
  }
  const gaveUp = fleet.desired > 0 && !world.temperOf(fleet.image).boots;
  return {
    desired: fleet.desired,
    running,
    pending: Math.max(0, fleet.desired - fleet.running),
    targets,
    stopped: [],
    rollout: {
      taskDefinitionArn: "",
      state: gaveUp ? "FAILED" : "COMPLETED",
      reason: gaveUp ? "tasks failed to start" : "",
    },
    events: [],
  };
}

/** What clients that honour the TTL, and stragglers, may have sent to an edge in the window. */
export function traffic(
  service: ServiceWorld,
  edge: Color,
  world: World,
  windowSeconds: number,
): EdgeTraffic {
  const { production } = service;
  const busy =
    production.mayBeHeld(edge) || (world.stragglers && production.mayBeHeldForEver(edge));
  return { requests: busy ? 10 : 0, windowSeconds, lagSeconds: 0 };
}

export function productionAnswers({ production }: ServiceWorld, nowMs: number) {
  return production.servers.map(({ answer, silentUntilMs }, index): AuthoritativeAnswer => {
    const server = `ns${index + 1}`;
    if (silentUntilMs > nowMs) {
      return { server, addresses: [], ttlSeconds: null, error: "no answer within 5 s" };
    }
    return {
      server,
      addresses: answer ? [edgeAddress[answer]] : [],
      ttlSeconds: answer ? timings.ttlSeconds : null,
      error: null,
    };
  });
}

export function testAnswers({ testRecord }: ServiceWorld): AuthoritativeAnswer[] {
  const addresses = testRecord ? [edgeAddress[testRecord]] : [];
  return [{ server: "ns1", addresses, ttlSeconds: timings.ttlSeconds, error: null }];
}

/** The tests of a candidate: they pass when its tasks run and the image is good. */
export function testResults(fleet: Fleet, world: World): CheckResult[] {
  const { runningImage, healthy } = fleet;
  const ok = runningImage !== null && healthy > 0 && world.temperOf(runningImage).passesTests;
  return [{ name: "GET /", ok, seconds: 0.1, reason: ok ? "" : "status 500", output: "" }];
}

function digestOf(image: string): string {
  return image.slice(image.indexOf("@") + 1);
}
