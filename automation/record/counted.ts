import { colors, type ReleaseState } from "../../release/state";
import { readDelayMinutes } from "../../statistics/canary/judge";
import type { Run } from "../runbook/run";
import type { Inventory } from "../../release/inventory";
import type { Metrics, MinuteSpan } from "../world/metrics";
import type { Clock, Stack } from "../world/ports";
import { isLong, minuteAt } from "../world/productionTraffic";
import type { ReleaseRecord } from "./schema";
import { iso } from "./ups";
import type { Seen } from "./watch";

type Traffic = ReleaseRecord["traffic"];

/** A day; a release that waits for longer has a canary that says more. */
const mostMinutes = 1440;

/** What is asked of whom. */
export interface Counting {
  ports: { metrics: Metrics; clock: Pick<Clock, "nowMs">; stack: Pick<Stack, "settings"> };
  inventory: Inventory;
  services: readonly string[];
  fromMs: number;
  toMs: number;
}

/**
 * What the load balancers have counted of these services in whole minutes; null: nothing of it can be read yet.
 */
export async function countedRequests(counting: Counting): Promise<Traffic | null> {
  const { ports, services, fromMs, toMs } = counting;
  const { metrics, clock } = ports;
  // Of later ones, answers may be missing that would look like errors.
  const readable = minuteAt(metrics, clock) - readDelayMinutes;
  const to = Math.min(readable, Math.ceil(toMs / metrics.minuteMs));
  const span = { from: Math.max(Math.floor(fromMs / metrics.minuteMs), to - mostMinutes), to };
  if (span.to <= span.from) return null;
  const found = await Promise.all(services.map((name) => countedFor(counting, name, span)));
  return found.flat();
}

/** The same for what was seen, since its first `up`; of a release that another deployer began, since then. */
export async function countedOfSeen({ ports }: Run, seen: Seen): Promise<Traffic | null> {
  const { inventory, ups } = seen;
  const [first] = ups;
  if (!inventory || !first) return null;
  const services = apisOf(ups.flatMap(({ wanted }) => wanted ?? []));
  const begun = seen.before?.current;
  const fromMs = begun?.id === first.id ? Date.parse(begun.startedAt) : first.startedMs;
  const times = { fromMs, toMs: ports.clock.nowMs() };
  return countedRequests({ ports, inventory, services, ...times });
}

function apisOf(states: readonly ReleaseState[]): string[] {
  const parts = states.flatMap(({ current }) => Object.entries(current?.services ?? {}));
  return [...new Set(parts.flatMap(([name, { worker }]) => (worker ? [] : [name])))];
}

async function countedFor(
  { ports: { metrics, stack }, inventory }: Counting,
  name: string,
  span: MinuteSpan,
): Promise<Traffic> {
  const service = inventory.services[name];
  const settings = stack.settings.services[name];
  if (!service || settings?.kind !== "api") return [];
  const [minutes, percentiles] = await Promise.all([
    metrics.minutes(inventory, service, span, { isLong: isLong(settings) }),
    metrics.percentiles(inventory, service, span),
  ]);
  const ms = (seconds: number | undefined) =>
    seconds === undefined ? null : Math.round(seconds * 10_000) / 10;
  return colors.flatMap((color) => {
    const { p50, p90, p99 } = percentiles[color] ?? {};
    const own = minutes.flatMap(({ minute, fleets: { [color]: fleet } }) => {
      const { requests, errors = 0 } = fleet;
      const at = iso(minute * metrics.minuteMs);
      return requests === undefined ? [] : [{ at, requests, errors }];
    });
    const minuteSeconds = metrics.minuteMs / 1000;
    const counted = { service: name, color, minuteSeconds, minutes: own };
    return own.length === 0 ? [] : [{ ...counted, p50Ms: ms(p50), p90Ms: ms(p90), p99Ms: ms(p99) }];
  });
}
