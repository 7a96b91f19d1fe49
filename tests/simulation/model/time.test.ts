import { expect } from "chai";
import { VirtualTime } from "../../../simulation/model/time";

const process = () => ({ dead: false, waits: 0 });

/** Runs until no event is left. */
function until(setUp: (time: VirtualTime) => void): Promise<VirtualTime> {
  return new Promise((resolve) => {
    const time = new VirtualTime(() => resolve(time));
    time.start(() => setUp(time));
    time.end(process());
  });
}

describe("virtual time of the simulation", () => {
  it("orders events by time, and at the same time as they were added", async () => {
    const seen: string[] = [];
    await until((time) => {
      const note = (name: string) => () => seen.push(`${name} ${time.nowMs}`);
      time.after(20, note("c"));
      time.after(10, note("a"));
      time.after(10, note("b"));
      time.after(0, () => time.after(15, note("between")));
    });
    expect(seen).to.deep.equal(["a 10", "b 10", "between 15", "c 20"]);
  });

  it("interleaves processes by their waits, without any real time", async () => {
    const seen: string[] = [];
    const started = performance.now();
    await until((time) => {
      for (const [name, ms] of [
        ["slow", 3_600_000],
        ["fast", 1_000_000],
      ] as const) {
        const own = process();
        time.start(() => {
          void (async () => {
            for (let round = 0; round < 3; round++) {
              await time.wait(own, ms);
              seen.push(`${name} ${time.nowMs / 1e6}`);
            }
            time.end(own);
          })();
        });
      }
    });
    expect(seen).to.deep.equal(["fast 1", "fast 2", "fast 3", "slow 3.6", "slow 7.2", "slow 10.8"]);
    expect(performance.now() - started).to.be.lessThan(1000);
  });

  it("continues only when all of a process's waits are over", async () => {
    let ended = -1;
    await until((time) => {
      const own = process();
      time.start(() => {
        void Promise.all([time.wait(own, 5), time.wait(own, 50)]).then(() => {
          ended = time.nowMs;
          time.end(own);
        });
      });
    });
    expect(ended).to.equal(50);
  });

  it("never lets a killed process continue, while others do", async () => {
    const seen: string[] = [];
    await until((time) => {
      const victim = process();
      const other = process();
      time.start(() => void time.wait(victim, 10).then(() => seen.push("victim")));
      time.start(
        () =>
          void time.wait(other, 20).then(() => {
            seen.push("other");
            time.end(other);
          }),
      );
      time.after(5, () => time.end(victim));
    });
    expect(seen).to.deep.equal(["other"]);
  });
});
