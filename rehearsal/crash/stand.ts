import { type Color, otherColor } from "../../release/state";
import type { Pushed } from "../run/images";
import { released } from "../run/settings";
import type { Traffic } from "../run/trafficProcess";
import { Scene } from "../scene";
import type { Colors } from "./points";

export interface StandOptions {
  ttlSeconds: number;
  ratePerSecond: number;
  seed: number;
}

/** A machine that is held up for seconds costs no request; what hangs does. */
const timeoutMs = 20_000;

/** What a row begins with: who serves, and what is to be released. */
export interface Starting {
  colors: Colors;
  before: Pushed;
  after: Pushed;
}

/** Of AWS's half hour that the provider waits for a record to be in sync, a few real seconds. */
const recordSyncSeconds = 120;
/** No candidate is to be given up because this machine is slow. */
const startSeconds = 120;
/** Of the minutes that a real name server gets, enough for one that follows. */
const dnsSeconds = 20;

/** One local cloud and one environment, in which every service serves: what all rows are played in. */
export class Stand {
  private constructor(
    readonly scene: Scene,
    readonly options: StandOptions,
    private readonly images: Pushed[],
  ) {}

  static async open(options: StandOptions): Promise<Stand> {
    const { ttlSeconds, seed } = options;
    const scene = await Scene.open({
      ttlSeconds,
      seed,
      recordSyncSeconds,
      startSeconds,
      dnsSeconds,
    });
    process.once("exit", () => scene.processes.killAll());
    try {
      const { v1, v2 } = await scene.firstRelease();
      return new Stand(scene, options, [v1[released]!, v2[released]!]);
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.scene.close();
  }

  /** Throws when a release is in progress: nothing more can be shown here. */
  async start(): Promise<Starting> {
    const { services, current } = await this.scene.release();
    if (current) throw new Error(`a release is in progress: ${current.phase}`);
    const { activeColor, fleets } = services[released]!;
    const serving = fleets[activeColor!].image!;
    const before = this.images.find(({ digest }) => serving.endsWith(digest))!;
    const after = this.images.find((image) => image !== before)!;
    return { colors: { old: activeColor!, candidate: otherColor(activeColor!) }, before, after };
  }

  traffic(): Promise<Traffic> {
    const { ratePerSecond, seed } = this.options;
    return this.scene.traffic(ratePerSecond, { seed, timeoutMs });
  }

  /** Cluster and ECS service of a fleet, as the cloud's control API takes them. */
  async ecsService(color: Color): Promise<{ cluster: string; service: string }> {
    const { clusterName, services } = await this.scene.inventory();
    return { cluster: clusterName, service: services[released]!.fleets[color].serviceName };
  }
}
