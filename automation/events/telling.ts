import { type EventVerb, placeOf, type Receiver } from "../../config/notify";
import { withoutSecrets } from "../world/redact";
import { DeployError } from "../world/errors";
import type { Delivery, Notifier } from "../world/notifier";
import type { Clock, Reporter } from "../world/ports";
import type { ReleaseEvent } from "../world/releaseEvent";

/** Whom to tell, and how. */
export interface Audience {
  receivers: readonly Receiver[];
  notifier: () => Notifier;
  clock: Pick<Clock, "nowMs">;
  reporter: Pick<Reporter, "warn">;
}

/** Tells receivers of events while the command goes on. */
export class Telling {
  /** Who was not notified of what, and why. */
  readonly failures: { atMs: number; text: string }[] = [];
  /** What must not be sent. */
  readonly secrets = new Set<string>();
  private readonly pending: Promise<void>[] = [];

  constructor(private readonly audience: Audience) {}

  tell(event: ReleaseEvent): void {
    const shown = withoutSecrets(event, this.secrets);
    for (const receiver of this.audience.receivers) {
      if ((receiver.on as readonly EventVerb[]).includes(event.verb)) {
        this.await(this.deliver(receiver, shown));
      }
    }
  }

  /** `told` waits for this too. */
  await(work: Promise<void>): void {
    this.pending.push(work);
  }

  /** Resolves once every receiver was notified, or has had its time. */
  async told(): Promise<void> {
    for (let count = -1; count < this.pending.length;) {
      count = this.pending.length;
      await Promise.all(this.pending);
    }
  }

  /** A bug in making an event is a warning. */
  harmless<Args extends unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      try {
        act(...args);
      } catch (error) {
        const { message } = error as Error;
        this.audience.reporter.warn(`an event could not be announced: ${message}`);
      }
    };
  }

  private async deliver(receiver: Receiver, event: ReleaseEvent): Promise<void> {
    const { notifier, clock, reporter } = this.audience;
    const { ok, answer } = await attempt(() => notifier().deliver(receiver, event));
    if (ok) return;
    const name = `${receiver.to} (${placeOf(receiver)})`;
    const text = `${name} was not notified of \`${event.verb}\`: ${answer}`;
    this.failures.push({ atMs: clock.nowMs(), text });
    reporter.warn(text);
  }
}

/** Nothing about an event may fail a release. */
async function attempt(deliver: () => Promise<Delivery>): Promise<Delivery> {
  try {
    return await deliver();
  } catch (error) {
    return { ok: false, answer: error instanceof DeployError ? error.found : "it failed" };
  }
}
