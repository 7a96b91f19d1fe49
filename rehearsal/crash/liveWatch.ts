import type { LiveEvent } from "../../automation/report/live/page";
import { liveProblems, type Shown, shownIn } from "./liveShown";
import type { Play } from "./playRow";

/** Somebody has the live page open during the row: it never shows what is not recorded. */
export function underWatch(play: Play): Play {
  return async (stand, starting) => {
    const link = await stand.dashboard();
    const over = new AbortController();
    const { signal } = over;
    const seen = shownEvents(link, signal);
    // It counts when the row has ended.
    seen.catch(() => undefined);
    try {
      const played = await play(stand, starting);
      over.abort();
      const problems = liveProblems(await seen, stand.recorded.all);
      return { ...played, problems: [...played.problems, ...problems] };
    } finally {
      over.abort();
    }
  };
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
