import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { servePages } from "../../../automation/adapters/pageServer";
import { liveEvent, livePage } from "../../../automation/report/live/page";
import { underWatch } from "../../../rehearsal/crash/liveWatch";
import type { Played } from "../../../rehearsal/crash/playRow";
import { RecordedStates } from "../../../rehearsal/crash/recordedStates";
import type { Stand, Starting } from "../../../rehearsal/crash/stand";
import type { ReleaseState } from "../../../release/state";
import { moments, states } from "../../automation/report/liveMoments";
import { until } from "../../localCloud/fixture";

const played: Played = { way: [], unlocked: false, ends: ["done"], problems: ["its own"] };

/** A row during which this is recorded, while the live page shows the moment `switched`. */
async function watched(recorded: () => ReleaseState): Promise<string[]> {
  const moment = { ...moments.switched, nowMs: Date.now() };
  moment.view = { ...moment.view, seenMs: Date.now() };
  const counts = { sent: 0, read: 0 };
  const pages = {
    page: (nonce: string) => Promise.resolve(livePage(moment, nonce)),
    async *events() {
      for (;;) {
        yield liveEvent(moment);
        counts.sent++;
        await sleep(20);
      }
    },
  };
  const { url, close } = await servePages(pages, { port: 0, again: "" });
  const read = () => {
    counts.read++;
    return recorded();
  };
  const states = new RecordedStates({ release: () => Promise.resolve().then(read) });
  const dashboard = () => Promise.resolve(url);
  const stand = { recorded: states, dashboard } as unknown as Stand;
  const shown = () => until("it is shown and recorded", () => counts.sent > 5 && counts.read > 1);
  try {
    const play = underWatch(() => shown().then(() => played));
    return (await play(stand, {} as Starting)).problems;
  } finally {
    states.close();
    await close();
  }
}

describe("a row of the kill matrix with the live page open", () => {
  it("has no problem while the page shows what is recorded", async () => {
    expect(await watched(() => states.switched)).to.deep.equal(["its own"]);
  });

  it("has one as soon as it does not", async () => {
    const [own, ...found] = await watched(() => states.canary);
    expect(own).to.equal("its own");
    expect(found).to.include(
      'the live page showed "phase: switched" of revision 12, which is not recorded',
    );
  });

  it("reads Pulumi's file again when it was being written", async () => {
    let reads = 0;
    const halfway = () => {
      if (reads++ === 0) throw new SyntaxError("Unexpected end of JSON input");
      return states.switched;
    };
    expect(await watched(halfway)).to.deep.equal(["its own"]);
    expect(reads).to.be.greaterThan(1);
  });
});
