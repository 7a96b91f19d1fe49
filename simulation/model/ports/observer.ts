import type { FleetInventory, Inventory, ServiceInventory } from "../../../release/inventory";
import type {
  Alarm,
  AuthoritativeAnswer,
  EdgeTraffic,
  FleetHealth,
  ImageLookup,
  Observer,
  TargetHealth,
} from "../../../automation/world/ports";
import { digestOf } from "../../../automation/world/environment";
import { type Color, colors } from "../../../release/state";
import { imageOf } from "../definition";
import { blocker, edgeAddress, originRecord } from "../environment";
import type { Reach } from "../reach";
import { timings } from "../timings";
import { targetOf } from "./stack";
import type { Calls } from "./calls";
import { epochMs } from "./clock";
import type { ServiceWorld, World } from "../world";
import type { Fleet } from "../fleet";

/** The model as one deployer sees it. */
export class ModelObserver implements Observer {
  readonly pollMs = timings.pollMs;

  constructor(
    private readonly reach: Reach,
    private readonly calls: Calls,
  ) {}

  image(reference: string): Promise<ImageLookup> {
    return this.calls.answer("looking up the image", () => {
      const digest = reference.slice(reference.indexOf("@") + 1);
      return { found: true, pinned: reference, digest, architecture: null };
    });
  }

  fleet(_: Inventory, { serviceName }: FleetInventory): Promise<FleetHealth | null> {
    const { world } = this.reach;
    return this.calls.answer("observing a fleet", () =>
      fleetHealth(world.fleet(serviceName), world),
    );
  }

  /** Clients that honour the TTL, and stragglers, send requests wherever they may. */
  traffic(
    _: Inventory,
    edge: Color,
    { productionName }: ServiceInventory,
    windowSeconds: number,
  ): Promise<EdgeTraffic> {
    const { world } = this.reach;
    return this.calls.answer("reading traffic", () => {
      const { production } = world.service(productionName!);
      const busy =
        production.mayBeHeld(edge) || (world.stragglers && production.mayBeHeldForEver(edge));
      return { requests: busy ? 10 : 0, windowSeconds, lagSeconds: 0 };
    });
  }

  resolve(_: Inventory, name: string): Promise<AuthoritativeAnswer[]> {
    const { world, time } = this.reach;
    return this.calls.answer("asking the name servers", () => {
      const service = world.service(name);
      return name === service.testName
        ? testAnswers(service)
        : productionAnswers(service, time.nowMs);
    });
  }

  recordTarget(_: Inventory, name: string): Promise<string | null> {
    return this.calls.answer("reading a record", () => {
      const service = this.reach.world.service(name);
      const color = name === service.testName ? service.testRecord : service.production.record;
      return color && targetOf(color);
    });
  }

  alarms(_: Inventory, names: readonly string[]): Promise<Alarm[]> {
    return this.calls.answer("reading alarms", () => {
      const { alarmsOffSinceMs, held } = this.reach.world;
      if (names.includes(blocker)) {
        this.calls.deployer.sawHeld = held;
        return [{ name: blocker, state: held.blocker ? "ALARM" : "OK", reason: "", sinceMs: null }];
      }
      const state = alarmsOffSinceMs === null ? "OK" : "ALARM";
      const sinceMs = epochMs + (alarmsOffSinceMs ?? 0);
      return names.map((name) => ({ name, state, reason: "", sinceMs }));
    });
  }

  edgeAddresses(_: Inventory, edge: Color): Promise<string[]> {
    return this.calls.answer("resolving a load balancer's name", () => [edgeAddress[edge]]);
  }

  addressesOf(name: string): Promise<string[]> {
    return this.calls.answer(`resolving ${name}`, () => []);
  }
}

const { ttlSeconds } = timings;

/** Each authoritative server's answer to the deployer about a production name. */
function productionAnswers({ production }: ServiceWorld, nowMs: number): AuthoritativeAnswer[] {
  return production.servers.map(({ name, answer, silentUntilMs }) => {
    if (silentUntilMs > nowMs) {
      return { server: name, addresses: [], ttlSeconds: null, error: "no answer within 5 s" };
    }
    if (answer === "origin") {
      const [addresses, ttl] = [originRecord.values!, originRecord.ttlSeconds!];
      return { server: name, addresses: [...addresses], ttlSeconds: ttl, error: null };
    }
    const addresses = answer ? [edgeAddress[answer]] : [];
    return { server: name, addresses, ttlSeconds: answer && ttlSeconds, error: null };
  });
}

function testAnswers({ testRecord }: ServiceWorld): AuthoritativeAnswer[] {
  const addresses = testRecord ? [edgeAddress[testRecord]] : [];
  return [{ server: "ns1", addresses, ttlSeconds, error: null }];
}

/** What ECS and both load balancers report about a fleet; null before its first image. */
function fleetHealth(fleet: Fleet, world: World): FleetHealth | null {
  const { definition, runningDefinition, desired, healthy } = fleet;
  if (definition === null) return null;
  const digest = runningDefinition && digestOf(imageOf(runningDefinition));
  const running: FleetHealth["running"] = [];
  const targets: TargetHealth[] = [];
  for (let task = 0; task < fleet.running; task++) {
    const taskId = String(task);
    running.push({ taskId, digest });
    const state = desired === 0 ? "draining" : task < healthy ? "healthy" : "initial";
    if (fleet.consumes) continue;
    for (const edge of colors) targets.push({ edge, target: taskId, state, reason: "" });
  }
  const gaveUp = desired > 0 && !world.temperOf(definition).boots;
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
