import type { FleetInventory, Inventory, ServiceInventory } from "../../../release/inventory";
import type {
  Alarm,
  AuthoritativeAnswer,
  EdgeTraffic,
  FleetHealth,
  ImageLookup,
  Observer,
} from "../../../automation/world/ports";
import type { Color } from "../../../release/state";
import { edgeAddress } from "../environment";
import type { Reach } from "../reach";
import { timings } from "../timings";
import { fleetHealth } from "./fleetHealth";
import { productionAnswers, testAnswers } from "./answers";
import type { Calls } from "./calls";
import { epochMs } from "./clock";

/** The model's world, as one deployer sees it. */
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

  alarms(_: Inventory, names: readonly string[]): Promise<Alarm[]> {
    return this.calls.answer("reading alarms", () => {
      const { alarmsOffSinceMs } = this.reach.world;
      const state = alarmsOffSinceMs === null ? "OK" : "ALARM";
      const sinceMs = epochMs + (alarmsOffSinceMs ?? 0);
      return names.map((name) => ({ name, state, reason: "", sinceMs }));
    });
  }

  edgeAddresses(_: Inventory, edge: Color): Promise<string[]> {
    return this.calls.answer("resolving an edge", () => [edgeAddress[edge]]);
  }
}
