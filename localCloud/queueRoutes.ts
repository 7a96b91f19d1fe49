import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { LeasedJob, Queue } from "./queue/queue";
import { CloudError } from "./errors";
import type { Route } from "./route";

const consumer = z.strictObject({
  task: z.string(),
  color: z.string(),
  digest: z.string(),
  version: z.string(),
});
const schemas = {
  jobs: z.strictObject({
    jobs: z.array(z.strictObject({ id: z.string(), workMs: z.number().int().min(0) })),
  }),
  lease: z.strictObject({
    consumer,
    seconds: z.number().positive(),
    waitSeconds: z.number().min(0),
  }),
  effect: z.strictObject({ consumer, id: z.string() }),
  finish: z.strictObject({ consumer, id: z.string(), token: z.string() }),
};

const pollMs = 20;

/** What workers are for: a queue and its sink (localCloud/queue/queue.ts), below the control API's address. */
export const queueRoutes: Record<string, Route> = {
  "GET /queue": ({ cloud }) => cloud.queue.report(wallClockMs()),
  "POST /queue/jobs": ({ cloud }, body) => {
    for (const job of parse("jobs", body).jobs) cloud.queue.enqueue(job);
  },
  "POST /queue/lease": async ({ cloud }, body) => ({ job: await lease(cloud.queue, body) }),
  "POST /queue/effect": ({ cloud }, body) => {
    const { consumer, id } = parse("effect", body);
    cloud.queue.takeEffect(consumer, id, wallClockMs());
  },
  "POST /queue/finish": ({ cloud }, body) => finish(cloud.queue, body),
};

/** Long polling, as with SQS: an answer waits for a job. */
async function lease(queue: Queue, body: unknown): Promise<LeasedJob | null> {
  const { consumer, seconds, waitSeconds } = parse("lease", body);
  const endMs = wallClockMs() + waitSeconds * 1000;
  let job = queue.lease(consumer, seconds, wallClockMs());
  while (!job && wallClockMs() < endMs) {
    await sleep(pollMs);
    if (queue.waiting(wallClockMs())) job = queue.lease(consumer, seconds, wallClockMs());
  }
  return job;
}

function finish(queue: Queue, body: unknown): void {
  const { consumer, id, token } = parse("finish", body);
  if (queue.finish(consumer, id, token, wallClockMs())) return;
  throw new CloudError("ReceiptHandleIsInvalid", `The lease ${token} of ${id} has expired.`);
}

function parse<Name extends keyof typeof schemas>(name: Name, body: unknown) {
  const parsed = schemas[name].safeParse(body);
  if (!parsed.success) throw new CloudError("ValidationError", z.prettifyError(parsed.error));
  return parsed.data as z.output<(typeof schemas)[Name]>;
}

/** Milliseconds since the epoch that never go back. */
function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}
