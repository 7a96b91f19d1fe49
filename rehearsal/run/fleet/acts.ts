import type { Act } from "../../report/fleet/facts";
import type { DeployerResult } from "../../report/facts";
import { count } from "../../report/numbers";
import type { Stage } from "../stage";

/** Makes changes to the environment under traffic, one after the other, and records how they went. */
export class Acts {
  readonly all: Act[] = [];

  constructor(private readonly stage: Stage) {}

  async play(name: string, action: () => Promise<DeployerResult>): Promise<void> {
    const { reporter, cloud } = this.stage;
    reporter.note(`${name}, under traffic`);
    const startedMs = wallClockMs();
    const result = await action();
    this.all.push({ name, startedMs, endedMs: wallClockMs(), result });
    const { enqueued, done, lost, doubled } = await cloud.client.queue();
    const { requests, failed } = await cloud.client.calls();
    reporter.note(
      `jobs: ${count(enqueued)} enqueued, ${count(done)} done, ${count(lost)} lost, ` +
        `${count(doubled)} done twice; calls: ${count(requests)}, ${count(failed)} failed`,
    );
  }
}

/** On the same clock as the traffic's own times. */
export function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}
