import { cloudClient } from "../../localCloud/api/client";
import type { LeasedJob } from "../../localCloud/queue/queue";
import { image } from "./image";
import { privateNetwork } from "./network";

export type { LeasedJob };

/** The queue at `QUEUE_URL`, for one task. Throws if the queue refuses or can't be reached. */
export class QueueClient {
  private readonly cloud = cloudClient(process.env.QUEUE_URL ?? "expected QUEUE_URL");
  private readonly consumer = {
    task: privateNetwork?.taskId ?? `pid ${process.pid}`,
    color: process.env.BLUEGREEN_COLOR ?? "",
    digest: process.env.IMAGE_DIGEST ?? "",
    version: image.version,
  };

  /** The next job, leased to this task for so long; null if none arrives. */
  lease(seconds: number, waitSeconds: number): Promise<LeasedJob | null> {
    return this.cloud.lease(this.consumer, seconds, waitSeconds);
  }

  /** Makes the job take effect, such as sending a mail. */
  takeEffect({ id }: LeasedJob): Promise<void> {
    return this.cloud.takeEffect(this.consumer, id);
  }

  /** Throws if the lease has expired. */
  finish({ id, token }: LeasedJob): Promise<void> {
    return this.cloud.finish(this.consumer, id, token);
  }

  /** How many jobs are waiting; changes nothing. */
  async waiting(): Promise<number> {
    return (await this.cloud.queue()).waiting;
  }
}
