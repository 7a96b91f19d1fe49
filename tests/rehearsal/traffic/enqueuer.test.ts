import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { Enqueuer, nextJob } from "../../../rehearsal/traffic/enqueuer";
import type { Job } from "../../../localCloud/queue/queue";
import { seededRandom } from "../../../rehearsal/traffic/seededRandom";

describe("the enqueuer", () => {
  it("makes the same jobs for the same seed, and others for another", () => {
    const jobs = (seed: number) => {
      const random = seededRandom(seed);
      return [1, 2, 3, 4].map((number) => nextJob(number, random));
    };
    expect(jobs(1)).to.deep.equal(jobs(1)).and.not.to.deep.equal(jobs(2));
    expect(jobs(1).map(({ id }) => id)).to.deep.equal(["job-1", "job-2", "job-3", "job-4"]);
    for (const { workMs } of jobs(1)) expect(workMs).to.be.within(5, 39);
  });

  it("enqueues at its rate, each job once, and counts how many the queue has", async () => {
    const jobs: Job[] = [];
    const startedMs = performance.now();
    const enqueuer = new Enqueuer({ ratePerSecond: 200, seed: 1 }, (some) => {
      jobs.push(...some);
      return Promise.resolve();
    });
    await sleep(700);
    const enqueued = await enqueuer.stop();
    const seconds = (performance.now() - startedMs) / 1000;
    expect(enqueued).to.deep.equal({ accepted: jobs.length, refused: 0, reasons: [] });
    expect(new Set(jobs.map(({ id }) => id)).size).to.equal(jobs.length);
    expect(jobs.length).to.be.within(10, 200 * seconds);
    await sleep(100);
    expect(jobs.length).to.equal(enqueued.accepted);
  });

  it("counts what the queue refuses", async () => {
    const enqueuer = new Enqueuer({ ratePerSecond: 200, seed: 1 }, () =>
      Promise.reject(new Error("no queue")),
    );
    await sleep(300);
    const { accepted, refused, reasons } = await enqueuer.stop();
    expect(accepted).to.equal(0);
    expect(refused).to.be.greaterThan(0);
    expect(reasons[0]).to.equal("Error: no queue");
  });
});
