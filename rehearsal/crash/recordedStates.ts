import { setTimeout as sleep } from "node:timers/promises";
import type { ReleaseState } from "../../release/state";
import type { Scene } from "../scene";

/** A state, and when Pulumi was first seen to have it. */
export interface Recorded {
  state: ReleaseState;
  fromMs: number;
}

const pollMs = 100;

/** Every state that Pulumi records from now on, oldest first; from its own file. */
export class RecordedStates {
  readonly all: Recorded[] = [];
  #over = false;

  constructor(private readonly scene: Pick<Scene, "release">) {
    void this.poll();
  }

  get last(): ReleaseState | undefined {
    return this.all.at(-1)?.state;
  }

  /** Null: halfway through a write there is nothing to read. */
  async look(): Promise<ReleaseState | null> {
    const state = await this.scene.release().catch((): ReleaseState | null => null);
    // A slower look may have read an older one.
    if (state && state.revision > (this.last?.revision ?? -1)) {
      this.all.push({ state, fromMs: Date.now() });
    }
    return state;
  }

  close(): void {
    this.#over = true;
  }

  private async poll(): Promise<void> {
    while (!this.#over) {
      await this.look();
      await sleep(pollMs);
    }
  }
}
