import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Cloud } from "../cloud";
import { CloudError, valid } from "../errors";
import type { Consumer } from "../queue/consumption";
import type { Job, LeasedJob, QueueReport } from "../queue/queue";

const jobsSchema = z.array(z.strictObject({ id: z.string(), workMs: z.number().int().min(0) }));
const pollMs = 20;

export function report({ queue }: Cloud): QueueReport {
  return queue.report(wallClockMs());
}

export function enqueue({ queue }: Cloud, jobs: Job[]): void {
  for (const job of valid(jobsSchema, jobs)) queue.enqueue(job);
}

/** Long polling, as with SQS: the response waits for a job; null if none arrives. */
export async function lease(
  { queue }: Cloud,
  consumer: Consumer,
  seconds: number,
  waitSeconds: number,
): Promise<LeasedJob | null> {
  const endMs = wallClockMs() + waitSeconds * 1000;
  let job = queue.lease(consumer, seconds, wallClockMs());
  while (!job && wallClockMs() < endMs) {
    await sleep(pollMs);
    if (queue.waiting(wallClockMs())) job = queue.lease(consumer, seconds, wallClockMs());
  }
  return job;
}

export function takeEffect({ queue }: Cloud, consumer: Consumer, id: string): void {
  queue.takeEffect(consumer, id, wallClockMs());
}

export function finish({ queue }: Cloud, consumer: Consumer, id: string, token: string): void {
  if (queue.finish(consumer, id, token, wallClockMs())) return;
  throw new CloudError("ReceiptHandleIsInvalid", `The lease ${token} of ${id} has expired.`);
}

/** Milliseconds since the epoch that never go backwards. */
function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}
