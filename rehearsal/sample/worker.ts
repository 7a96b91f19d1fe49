/**
 * The sample worker: takes jobs from the queue at `QUEUE_URL` one after the other, and listens on no
 * port. As `node server.cjs self-test` it takes none and reports by its exit code whether it could.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { image } from "./image";
import { type LeasedJob, QueueClient } from "./queueClient";

/** Longer than any job takes, however slow the machine. */
const leaseSeconds = 30;
/** How long a request waits for a job. */
const waitSeconds = 1;
const retryMs = 200;
/** Extra time for the job that it has when it gets SIGTERM: others must wait for a slow worker. */
const lastJobSeconds = Number(process.env.LAST_JOB_SECONDS ?? 0);

let stopping = false;

async function work(queue: QueueClient): Promise<void> {
  await sleep(image.startSeconds * 1000);
  while (!stopping) {
    try {
      const job = await queue.lease(leaseSeconds, waitSeconds);
      if (job) await perform(queue, job);
    } catch (error) {
      // Its unfinished job is handed out again once the lease has expired.
      process.stderr.write(`${String(error)}\n`);
      await sleep(retryMs);
    }
  }
}

/** First the effect, then the acknowledgement: a job may be done twice, but never not at all. */
async function perform(queue: QueueClient, job: LeasedJob): Promise<void> {
  await sleep(job.workMs);
  if (stopping) await sleep(lastJobSeconds * 1000);
  await queue.takeEffect(job);
  await queue.finish(job);
}

async function selfTest(queue: QueueClient): Promise<void> {
  const waiting = await queue.waiting();
  if (image.reportedVersion !== image.version) {
    throw new Error(`version is ${image.reportedVersion}, expected ${image.version}`);
  }
  process.stdout.write(`ok version ${image.version}, ${waiting} jobs waiting\n`);
}

async function main(words: readonly string[]): Promise<void> {
  const queue = new QueueClient();
  if (words[0] === "self-test") return selfTest(queue);
  if (!image.healthy) throw new Error("broken: no connection to the queue");
  // It finishes the job that it has, or that its pending request returns, and takes no other.
  process.once("SIGTERM", () => (stopping = true));
  return work(queue);
}

// Unless it ends well: while a request to a queue that is gone is repeated, nothing else keeps the process alive.
process.exitCode = 1;
main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
