import { ShapeClient, type ShapeWorld } from "./shapeClient";
import { shapeKinds } from "./kinds";
import type { ShapePlan } from "../protocol";

/** Clients of every service of a shape of its own, until they are stopped. */
export class ShapeTraffic {
  readonly #clients: ShapeClient[];

  constructor(plan: ShapePlan, world: ShapeWorld) {
    this.#clients = Object.entries(plan).flatMap(([service, { name, shape }]) =>
      shapeKinds
        .filter((kind) => kind.shape === shape)
        .flatMap((kind) =>
          Array.from({ length: kind.clients }, () => new ShapeClient(kind, service, name, world)),
        ),
    );
  }

  /** Waits for what is in flight. */
  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.stop()));
  }
}
