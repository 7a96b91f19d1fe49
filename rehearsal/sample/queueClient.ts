import type { LeasedJob, QueueReport } from "../../localCloud/queue/queue";
import { image } from "./image";
import { privateNetwork } from "./network";

export type { LeasedJob };

/** The queue at `QUEUE_URL`, for one task. Throws when the queue refuses or is not reached. */
export class QueueClient {
  private readonly url = process.env.QUEUE_URL;
  private readonly consumer = {
    task: privateNetwork?.taskId ?? `pid ${process.pid}`,
    color: process.env.BLUEGREEN_COLOR ?? "",
    digest: process.env.IMAGE_DIGEST ?? "",
    version: image.version,
  };

  /** The next job, this task's for so long; null when none comes. */
  async lease(seconds: number, waitSeconds: number): Promise<LeasedJob | null> {
    const { job } = await this.post<{ job: LeasedJob | null }>("lease", { seconds, waitSeconds });
    return job;
  }

  /** What the job is for, such as a mail that is sent. */
  takeEffect({ id }: LeasedJob): Promise<void> {
    return this.post("effect", { id });
  }

  /** Throws when the lease has expired. */
  finish({ id, token }: LeasedJob): Promise<void> {
    return this.post("finish", { id, token });
  }

  /** How many jobs wait; changes nothing. */
  async waiting(): Promise<number> {
    return (await this.ask<QueueReport>(this.address)).waiting;
  }

  private get address(): string {
    if (!this.url) throw new Error("expected QUEUE_URL");
    return this.url;
  }

  private post<Answer>(path: string, body: object): Promise<Answer> {
    return this.ask(`${this.address}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ consumer: this.consumer, ...body }),
    });
  }

  private async ask<Answer>(url: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(url, init);
    const answer = (await response.json()) as Answer & { error?: string };
    if (!response.ok) throw new Error(answer.error ?? `${url} answered ${response.status}`);
    return answer;
  }
}
