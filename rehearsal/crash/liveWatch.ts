import { setTimeout as sleep } from "node:timers/promises";
import type { LiveEvent } from "../../automation/report/live/page";
import type { ReleaseState } from "../../release/state";
import type { Scene } from "../scene";
import { liveProblems, type Recorded, type Shown, shownIn } from "./liveShown";
import type { Play } from "./playRow";

const pollMs = 100;

/** Somebody has the live page open during the row: it never shows what is not recorded. */
export function underWatch(play: Play): Play {
  return async (stand, starting) => {
    const link = await stand.dashboard();
    const over = new AbortController();
    const { signal } = over;
    const seen = Promise.all([
      shownEvents(link, signal),
      recordedStates(stand.scene, signal),
    ] as const);
    // It counts when the row has ended.
    seen.catch(() => undefined);
    try {
      const played = await play(stand, starting);
      over.abort();
      return { ...played, problems: [...played.problems, ...liveProblems(...(await seen))] };
    } finally {
      over.abort();
    }
  };
}

/** Every state that Pulumi records, and since when; from its own file. */
async function recordedStates(scene: Scene, signal: AbortSignal): Promise<Recorded[]> {
  const all: Recorded[] = [];
  while (!signal.aborted) {
    // Halfway through a write there is nothing to read.
    const state = await scene.release().catch((): ReleaseState | null => null);
    if (state && all.at(-1)?.state.revision !== state.revision) {
      all.push({ state, fromMs: Date.now() });
    }
    await sleep(pollMs);
  }
  return all;
}

async function shownEvents(link: string, signal: AbortSignal): Promise<Shown[]> {
  const all: Shown[] = [];
  try {
    const { body } = await fetch(link.replace("/?", "/events?"), { signal });
    const text = body!.pipeThrough(new TextDecoderStream());
    let rest = "";
    for await (const part of text) {
      const events = `${rest}${part}`.split("\n\n");
      rest = events.pop()!;
      for (const event of events) {
        const sent = JSON.parse(event.replace(/^data: /, "")) as LiveEvent;
        all.push(shownIn(sent, Date.now()));
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return all;
}
