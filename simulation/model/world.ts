import { type Color, colors, type Takeover } from "../../release/state";
import { type Definition, imageOf, newPath } from "./definition";
import { Fleet, sound, type Temper } from "./fleet";
import { OneOffTasks } from "./oneOffTasks";
import { ProductionName } from "./record";
import type { Rule } from "./rule";
import type { VirtualTime } from "./time";

/** One service in the model: what AWS would show of it. */
export interface ServiceWorld {
  name: string;
  /** Set for a worker, which has nothing but its fleets; null: an API. */
  takeover: Takeover | null;
  productionName: string;
  testName: string;
  fleets: Record<Color, Fleet>;
  /** Where each load balancer forwards production. */
  rules: Record<Color, Rule>;
  production: ProductionName;
  /** Its name was served from elsewhere when the run started, and that place still runs. */
  hasOrigin: boolean;
  /** The load balancer that the test name points to, on every server: no user depends on it. */
  testRecord: Color | null;
}

/** Whether windows are closed, and whether an alarm that blocks releases is on. */
export interface Held {
  windows: boolean;
  blocker: boolean;
}

export const images = { old: "repository@sha256:old", new: "repository@sha256:new" };

/** The model of AWS that deployers and Pulumi change. Reports every change once it has happened. */
export class World {
  readonly services: ServiceWorld[];
  private readonly fleets = new Map<string, Fleet>();
  /** Definitions that have passed their tests. */
  readonly tested = new Set<Definition>();
  /** The candidate of a canary that was tested while users were on it; null: none was. */
  testedOnUsers: string | null = null;
  newImage: Temper = sound;
  readonly oneOffTasks: OneOffTasks;
  /** Clients that never resolve again send requests to every load balancer they ever knew. */
  stragglers = false;
  /** When the services' alarms went off; null: they did not. */
  alarmsOffSinceMs: number | null = null;

  windowsClosedUntilMs = 0;
  blockerOnUntilMs = 0;

  constructor(
    readonly time: VirtualTime,
    names: readonly string[],
    readonly changed: (what: string) => void,
    workers: Readonly<Record<string, Takeover>> = {},
  ) {
    this.oneOffTasks = new OneOffTasks(time);
    this.services = names.map((name) => this.makeService(name, workers[name] ?? null));
    for (const { name, fleets } of this.services) {
      for (const color of colors) this.fleets.set(`${name} ${color}`, fleets[color]);
    }
  }

  /** What keeps a release from reaching users now. */
  get held(): Held {
    const { nowMs } = this.time;
    return { windows: nowMs < this.windowsClosedUntilMs, blocker: nowMs < this.blockerOnUntilMs };
  }

  /** Blue has long served the old image; green has never run. */
  releaseLongAgo(size: number): void {
    this.tested.add(images.old);
    for (const { fleets, rules, production, takeover } of this.services) {
      const { blue } = fleets;
      blue.definition = blue.runningDefinition = images.old;
      blue.desired = blue.running = blue.healthy = size;
      if (takeover) continue;
      rules.blue = rules.green = "blue";
      production.setLongAgo("blue");
    }
  }

  /** The names have long been served from elsewhere. */
  serveElsewhere(): void {
    for (const service of this.services) {
      if (service.takeover) continue;
      service.hasOrigin = true;
      if (service.production.record === null) service.production.setLongAgo("origin");
    }
  }

  temperOf = (definition: Definition): Temper => {
    const image = imageOf(definition);
    const temper = image === images.new ? this.newImage : sound;
    return image === definition ? temper : edited(temper, definition);
  };

  /** By its production or test name. */
  service(name: string): ServiceWorld {
    if (this.services.length === 1) return this.services[0]!;
    return this.services.find((one) => one.productionName === name || one.testName === name)!;
  }

  /** By the name of its ECS service, such as `users green`. */
  fleet(ecsService: string): Fleet {
    return this.fleets.get(ecsService)!;
  }

  /** Tasks of the image die, wherever they run. */
  die(image: string, survivors: number): void {
    for (const { fleets } of this.services) {
      for (const fleet of [fleets.blue, fleets.green]) {
        if (fleet.runningDefinition?.startsWith(image)) fleet.die(survivors);
      }
    }
    this.changed("tasks died");
  }

  private makeService(name: string, takeover: Takeover | null): ServiceWorld {
    const fleet = () => new Fleet(this.time, this.temperOf, this.changed, takeover !== null);
    return {
      name,
      takeover,
      productionName: `${name}.example.com`,
      testName: `${name}-test.example.com`,
      fleets: { blue: fleet(), green: fleet() },
      rules: { blue: null, green: null },
      production: new ProductionName(this.time, this.changed),
      hasOrigin: false,
      testRecord: null,
    };
  }
}

/** How tasks behave with edited settings. */
function edited(temper: Temper, definition: Definition): Temper {
  if (definition.includes("CRASH")) return { ...temper, boots: false };
  if (definition.includes("WRONG")) return { ...temper, passesTests: false };
  const answers = imageOf(definition) === images.new || !definition.endsWith(newPath);
  return answers ? temper : { ...temper, healthy: false };
}
