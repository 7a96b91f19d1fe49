import type { Observer, Ports, Reporter, Stack, Tests } from "../../automation/ports";
import type { Color } from "../../release/state";
import { type Deployer, never } from "./deployer";
import type { Engine } from "./engine";
import { dnsName, edgeAddress, type ModelEnvironment } from "./environment";
import type { Moments, Place } from "./moments";
import { fleetHealth, productionAnswers, testAnswers, testResults, traffic } from "./observe";
import type { VirtualTime } from "./time";
import { timings } from "./timings";
import type { ServiceWorld, World } from "./world";

/** Everything that the ports of one deployer reach. */
export interface Reach {
  world: World;
  engine: Engine;
  time: VirtualTime;
  moments: Moments;
  environment: ModelEnvironment;
  log: ((what: string) => void) | null;
  kill: (deployer: Deployer) => void;
  /** The deployer has fallen asleep, and looks dead from outside. */
  froze: (deployer: Deployer) => void;
}

/** 2026-01-01, where virtual time begins. */
const epochMs = 1_767_225_600_000;

export function portsOf(reach: Reach, deployer: Deployer): Ports {
  const calls = new Calls(reach, deployer);
  return {
    stack: stackOf(reach, deployer, calls),
    observer: observerOf(reach, calls),
    tests: testsOf(reach, calls),
    clock: {
      nowMs: () => epochMs + reach.time.nowMs + deployer.clockOffsetMs,
      monotonicSeconds: () => reach.time.nowMs / 1000,
      newId: () => `${deployer.command}-${deployer.id}`,
      sleep: (ms) => calls.sleep(ms),
    },
    reporter: reporterOf(reach, deployer),
  };
}

/** A call of a deployer takes no time, unless a fault befalls it. */
class Calls {
  constructor(
    private readonly reach: Reach,
    private readonly deployer: Deployer,
  ) {}

  answer<T>(what: string, answer: () => T): Promise<T> {
    const fault = this.pass("call", what);
    if (fault === null) return Promise.resolve(answer());
    if (fault === "kill") return never();
    return this.delayed(fault, what, answer);
  }

  async sleep(ms: number): Promise<void> {
    const { time } = this.reach;
    const fault = this.pass("sleep", "a wait");
    if (fault === "kill") return never();
    if (fault === "freeze") return this.freeze();
    return time.wait(this.deployer, ms);
  }

  private async delayed<T>(fault: string, what: string, answer: () => T): Promise<T> {
    if (fault === "freeze") {
      await this.freeze();
      return answer();
    }
    await this.reach.time.wait(this.deployer, timings.timeoutMs);
    throw new Error(`${what} timed out`);
  }

  private async freeze(): Promise<void> {
    this.deployer.frozen = true;
    this.reach.froze(this.deployer);
    await this.reach.time.wait(this.deployer, timings.freezeMs);
    this.deployer.frozen = false;
  }

  private pass(place: Place, what: string) {
    const { moments, kill, log } = this.reach;
    const fault = moments.pass(this.deployer, place);
    if (fault === null) return null;
    log?.(`${fault} at ${what} of ${this.deployer.name}`);
    if (fault === "kill") kill(this.deployer);
    return fault;
  }
}

function stackOf({ engine, environment }: Reach, deployer: Deployer, calls: Calls): Stack {
  const { settings, inventory } = environment;
  const deployed = () => ({ release: engine.outputs, inventory, colorSecret: "secret" });
  return {
    name: "model",
    settings,
    read: () => calls.answer("reading the outputs", deployed),
    engineState: () =>
      calls.answer("reading the engine's state", () => ({
        aliases: Object.fromEntries(
          environment.services.flatMap((name) => {
            const edge = engine.recorded("productionRecord", name);
            return edge ? [[inventory.services[name]!.productionName, dnsName(edge as Color)]] : [];
          }),
        ),
        pending: engine.pending,
      })),
    preview: () => Promise.reject(new Error("the model has no preview")),
    apply: async (wanted, { refresh }) => {
      await engine.up(deployer, wanted, refresh);
      return deployed();
    },
  };
}

function observerOf({ world, time }: Reach, calls: Calls): Observer {
  const fleets = new Map(
    world.services.flatMap(({ name, fleets }) =>
      (["blue", "green"] as const).map((color) => [`${name} ${color}`, fleets[color]]),
    ),
  );
  return {
    image: (reference) =>
      calls.answer("looking up the image", () => {
        const digest = reference.slice(reference.indexOf("@") + 1);
        return { found: true, pinned: reference, digest, architecture: null };
      }),
    fleet: (_, { serviceName }) =>
      calls.answer(`observing ${serviceName}`, () => fleetHealth(fleets.get(serviceName)!, world)),
    traffic: (_, edge, { productionName }, windowSeconds) =>
      calls.answer("reading traffic", () =>
        traffic(serviceOf(world, productionName), edge, world, windowSeconds),
      ),
    resolve: (_, name) =>
      calls.answer("asking the name servers", () => {
        const service = serviceOf(world, name);
        return name.includes("-test.")
          ? testAnswers(service)
          : productionAnswers(service, time.nowMs);
      }),
    edgeAddresses: (_, edge) => calls.answer("resolving an edge", () => [edgeAddress[edge]]),
  };
}

function testsOf({ world }: Reach, calls: Calls): Tests {
  return {
    run: ({ service, color }) =>
      calls.answer("the tests", () => {
        const fleet = world.services.find(({ name }) => name === service)!.fleets[color];
        const results = testResults(fleet, world);
        if (results.every(({ ok }) => ok)) world.tested.add(fleet.runningImage!);
        return results;
      }),
  };
}

function serviceOf({ services }: World, dnsName: string): ServiceWorld {
  if (services.length === 1) return services[0]!;
  return services.find(
    ({ name }) => dnsName.startsWith(`${name}.`) || dnsName.startsWith(`${name}-`),
  )!;
}

const silent: Reporter = {
  stepStarted: () => undefined,
  waiting: () => undefined,
  note: () => undefined,
  warn: () => undefined,
  stepEnded: () => undefined,
};

function reporterOf({ log }: Reach, { name }: Deployer): Reporter {
  if (!log) return silent;
  return {
    ...silent,
    stepStarted: (step, what) => log(`${name}: step ${step}, ${what}`),
    note: (text) => log(`${name}: ${text}`),
    warn: (text) => log(`${name}: ! ${text}`),
  };
}
