import { setTimeout as sleep } from "node:timers/promises";
import { Enqueuer } from "../../traffic/enqueuer";
import type { JobFacts } from "../../report/fleet/facts";
import type { Stage } from "../stage";

const ratePerSecond = 20;
/**
 * Longer than a lease (rehearsal/sample/worker.ts), so that a killed worker's jobs are handed out again
 * and done.
 */
const emptyWithinMs = 45_000;
const pollMs = 200;

/** Jobs at a steady rate. */
export function startJobs({ options, cloud, reporter }: Stage): Enqueuer {
  reporter.note(`jobs: ${ratePerSecond} per second from now on`);
  return new Enqueuer({ ratePerSecond, seed: options.seed }, (jobs) => cloud.client.enqueue(jobs));
}

/** Stops enqueuing, and waits, up to a deadline, until the queue is empty. */
export async function endJobs(
  { cloud }: Stage,
  enqueuer: Enqueuer,
  wanted: string,
): Promise<JobFacts> {
  const enqueued = await enqueuer.stop();
  const endMs = performance.now() + emptyWithinMs;
  for (;;) {
    const queue = await cloud.client.queue();
    const empty = queue.waiting + queue.leased === 0;
    if (empty || performance.now() > endMs) return { enqueued, queue, wanted };
    await sleep(pollMs);
  }
}
