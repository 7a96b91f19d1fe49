import type { LongPlan } from "../protocol";
import { type Finished, finishedAfterStop } from "./closing";
import { longKinds, watchKind } from "./kinds";
import { LongClient, type LongWorld } from "./longClient";

/** Long requests and streams of every kind, until they are stopped. */
export class LongTraffic {
  readonly #clients: LongClient[];
  readonly #finished: Finished[] = [];
  readonly #world: LongWorld;

  constructor(
    { services, watched = [], ...times }: LongPlan,
    names: Record<string, string>,
    world: Omit<LongWorld, keyof LongPlan | "finished">,
  ) {
    this.#world = { ...world, ...times, finished: (one) => this.#finished.push(one) };
    const pairs = [
      ...services.flatMap((service) => longKinds.map((kind) => ({ service, kind }))),
      ...watched.map((service) => ({ service, kind: watchKind })),
    ];
    this.#clients = pairs.flatMap(({ service, kind }) =>
      Array.from(
        { length: kind.clients },
        (_, turn) => new LongClient(kind, service, names[service]!, this.#world, turn),
      ),
    );
  }

  /** Waits for what is in flight; returns how many requests were open when their task began to stop. */
  async stop(): Promise<number> {
    await Promise.all(this.#clients.map((client) => client.stop()));
    return finishedAfterStop(this.#finished, await this.#world.stops());
  }
}
