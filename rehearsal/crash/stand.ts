import { isDeepStrictEqual } from "node:util";
import { inventorySchema } from "../../release/inventory";
import type { Listed } from "../report/adopt/facts";
import {
  originDigest,
  originTtls,
  originVersion,
  recordsNow,
  serveElsewhere,
} from "../run/adopt/elsewhere";
import { exitCodes } from "../../automation/world/errors";
import { type Color, otherColor } from "../../release/state";
import { imageFlags, type Pushed } from "../run/images";
import { startDashboard } from "../run/dashboard";
import { released } from "../run/settings";
import type { Traffic } from "../run/trafficProcess";
import { Scene } from "../scene";
import { patientTimeoutMs } from "../traffic/protocol";
import { EventReceiver, receiverAt, webhookKey } from "./announced/receiver";
import type { Colors } from "./points";
import { RecordedStates } from "./recordedStates";

export interface StandOptions {
  ttlSeconds: number;
  ratePerSecond: number;
  seed: number;
  /** Rules of the deployer to break. */
  broken?: readonly string[];
  /** The name of the released service is served from elsewhere, and adopted. */
  adopts?: boolean;
}

/** The starting point of a row: which version serves, and which one is to be released. */
export interface Starting {
  colors: Colors;
  before: Pushed;
  after: Pushed;
}

/**
 * A few real seconds in place of the half hour that the provider waits for a record to be in sync on
 * AWS.
 */
const recordSyncSeconds = 120;
/** No candidate should fail because this machine is slow. */
const startSeconds = 120;
/** A few seconds in place of the minutes a real name server gets: enough unless it is stuck. */
const dnsSeconds = 20;

/** Enough for a row to break something while clients leave, and for the deployer to notice it. */
const afterTtl = { marginSeconds: 2, maxQuietSeconds: 3 };

/** One local cloud and one environment in which every service serves: where all rows run. */
export class Stand {
  #dashboard: Promise<string> | undefined;
  #images: Pushed[] = [];
  readonly recorded: RecordedStates;
  /** The releases that commands left paused, one for each command. */
  paused: string[] = [];

  #origin: Listed = {};

  private constructor(
    readonly scene: Scene,
    readonly receiver: EventReceiver,
    readonly options: StandOptions,
  ) {
    this.recorded = new RecordedStates(scene);
    receiver.recorded = () => this.recorded.look();
    scene.onEnded = ({ code }) => {
      const id = this.recorded.last?.current?.id;
      if (code === exitCodes.stoppedMidway && id !== undefined) this.paused.push(id);
    };
  }

  static async open(options: StandOptions): Promise<Stand> {
    const { ttlSeconds, seed, broken = [] } = options;
    const receiver = await EventReceiver.open();
    const scene = await Scene.open({
      ttlSeconds,
      seed,
      recordSyncSeconds,
      startSeconds,
      dnsSeconds,
      afterTtl,
      notify: [{ to: "webhook", ...receiverAt }],
      broken,
    });
    const stand = new Stand(scene, receiver, options);
    process.once("exit", () => scene.processes.killAll());
    try {
      await scene.cloud.client.putSecret(receiverAt.url, receiver.url);
      await scene.cloud.client.putSecret(receiverAt.secret, webhookKey);
      if (options.adopts) await stand.adopt();
      else {
        const { v1, v2 } = await scene.firstRelease();
        stand.#images = [v1[released]!, v2[released]!];
      }
      return stand;
    } catch (error) {
      await stand.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.recorded.close();
    await this.scene.close();
    this.receiver.close();
  }

  /** Throws if a release is in progress: no further row can run here. */
  async start(): Promise<Starting> {
    if (this.adopts) return this.startFromOrigin();
    const { services, current } = await this.scene.release();
    if (current) throw new Error(`a release is in progress: ${current.phase}`);
    const { activeColor, fleets } = services[released]!;
    const serving = fleets[activeColor!].image!;
    const before = this.#images.find(({ digest }) => serving.endsWith(digest))!;
    const after = this.#images.find((image) => image !== before)!;
    return { colors: { old: activeColor!, candidate: otherColor(activeColor!) }, before, after };
  }

  get adopts(): boolean {
    return this.options.adopts ?? false;
  }

  /** The other services serve; the released one is served from elsewhere, and has never been released. */
  private async adopt(): Promise<void> {
    const { scene } = this;
    await serveElsewhere(scene.cloud.client, this.options.ttlSeconds * originTtls, [released]);
    this.#origin = await recordsNow(scene.cloud.client, [released]);
    const { json } = await scene.mustRun(["up"]);
    const inventory = inventorySchema.parse(json["inventory"]);
    const { [released]: image, ...others } = await scene.push("v1", inventory);
    this.#images = [image!];
    await scene.mustRun(["deploy", ...imageFlags(others)]);
    await scene.mustRun(["adopt", "--service", released]);
  }

  /** Whatever the row before has left: production is at its origin again. */
  private async startFromOrigin(): Promise<Starting> {
    const { services, current } = await this.scene.release();
    if (current) throw new Error(`a release is in progress: ${current.phase}`);
    if (services[released]!.activeColor) {
      await this.scene.mustRun(["rollback", "--service", released]);
    }
    const before = { reference: originVersion, digest: originDigest };
    return { colors: { old: "green", candidate: "blue" }, before, after: this.#images[0]! };
  }

  /** How the record differs from what it was before it was adopted, where the origin serves. */
  async originProblems(): Promise<string[]> {
    const { services } = await this.scene.release();
    if (services[released]!.activeColor) return [];
    const now = await recordsNow(this.scene.cloud.client, [released]);
    if (isDeepStrictEqual(now, this.#origin)) return [];
    return [`the origin serves, but its record is not as it was: ${JSON.stringify(now)}`];
  }

  traffic(): Promise<Traffic> {
    const { ratePerSecond, seed } = this.options;
    return this.scene.traffic(ratePerSecond, { seed, timeoutMs: patientTimeoutMs });
  }

  /** The link to the environment's live page, which is served from the first time on. */
  dashboard(): Promise<string> {
    const { processes, workDir, env } = this.scene;
    const how = { cwd: workDir.root, env: { ...process.env, ...env } };
    return (this.#dashboard ??= startDashboard(processes, how));
  }

  /** Cluster and ECS service of a fleet, in the form of the cloud's control API. */
  async ecsService(color: Color): Promise<{ cluster: string; service: string }> {
    const { clusterName, services } = await this.scene.inventory();
    return { cluster: clusterName, service: services[released]!.fleets[color].serviceName };
  }
}
