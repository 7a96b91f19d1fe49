import type { WarmSettings } from "../../../config/schema";
import { readOf } from "../../world/baseline";
import type { ApiPart, Environment } from "../../world/environment";
import { StepFailed } from "../../world/errors";
import type { ReadAnswer } from "../../world/reads";
import type { Run } from "../run";
import { steadyMs } from "../waitUntil";
import { requestsOf, risingSeconds, secondsOf } from "./ramp";
import { count, emptyTally, type Warmed, warmedBy } from "./warmed";

/** No more open requests than this: a candidate that does not keep up is not buried, and shows as a lower rate. */
const mostOpen = 500;
/** A machine that was suspended must not make up for lost time with a burst. */
const lateMs = 1000;

/** Sends a candidate its load, through the addresses of its own load balancer in turn. */
export async function warmUp(
  run: Run,
  environment: Environment,
  part: Pick<ApiPart, "name" | "candidate" | "productionName" | "settings">,
  settings: WarmSettings,
  stopping: AbortController,
): Promise<Warmed> {
  const { clock, observer, reads, reporter } = run.ports;
  const addresses = await observer.edgeAddresses(environment.inventory, part.candidate);
  if (addresses.length === 0) {
    const found = `the ${part.candidate} load balancer has no address`;
    throw new StepFailed(`${part.name} could not be warmed up`, [found]);
  }
  const total = requestsOf(settings);
  const risingMs = risingSeconds(settings) * 1000;
  const tally = emptyTally();
  const open = new Set<Promise<unknown>>();
  const ask = (index: number): Promise<ReadAnswer> =>
    reads.send(
      readOf(
        environment,
        part,
        { method: "GET", path: settings.paths[index % settings.paths.length]!, headers: {} },
        { color: part.candidate, address: addresses[index % addresses.length]! },
      ),
    );
  let startMs = steadyMs(clock);
  let heldFromMs: number | null = null;
  let shownSeconds: number | null = null;
  for (let index = 0; index < total && !stopping.signal.aborted; index++) {
    const atMs = secondsOf(index, settings) * 1000;
    const held = atMs >= risingMs;
    const waitMs = startMs + atMs - steadyMs(clock);
    if (waitMs < -lateMs) startMs -= waitMs;
    const leftSeconds = Math.ceil(settings.seconds - atMs / 1000);
    if (leftSeconds !== shownSeconds) {
      reporter.waiting(`${part.name}: warm-up, ${index} of ${total} requests`, leftSeconds);
      shownSeconds = leftSeconds;
    }
    if (waitMs > 0) await clock.sleep(waitMs);
    if (open.size >= mostOpen) await Promise.race(open);
    if (held) heldFromMs ??= steadyMs(clock);
    const asked = ask(index).then(
      (answer) => count(tally, answer, held),
      (error: unknown) => stopping.abort(error),
    );
    open.add(asked);
    void asked.then(() => open.delete(asked));
  }
  await Promise.all(open);
  stopping.signal.throwIfAborted();
  // The last request stands for the time until the next one would have been due.
  const endMs = Math.max(steadyMs(clock), startMs + settings.seconds * 1000);
  const heldSeconds = heldFromMs === null ? 0 : (endMs - heldFromMs) / 1000;
  return warmedBy(part.name, settings.requestsPerSecond, tally, heldSeconds);
}
