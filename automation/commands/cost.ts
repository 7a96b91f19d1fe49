import { counted } from "../../config/plural";
import { type Bill, billFrom, type Counted } from "../bill/bill";
import { estimatedParts } from "../bill/estimated";
import { dollarRange, dollars, pricesNote, type Range } from "../bill/money";
import { type Standing, standing, standingRates } from "../bill/standing";
import { hoursPerMonth, ratesFor } from "../bill/taskPrice";
import { bluegreen } from "../course/commandLines";
import { releasesOf } from "../history/releases";
import type { Update } from "../history/update";
import { inHistory } from "../record/fromHistory";
import { environmentWithoutSecret } from "../world/environment";
import { exitCodes } from "../world/errors";
import type { Clock, Stack } from "../world/ports";
import type { PriceList, Prices } from "../world/prices";
import { readSince } from "./dora";
import type { CommandResult } from "./result";
import type { Session } from "./session";

export interface CostParts {
  stack: Pick<Stack, "name" | "settings" | "look">;
  /** The last updates of the stack, newest first. */
  history: (count: number) => Promise<Update[]>;
  prices: Prices;
  clock: Pick<Clock, "nowMs">;
}

export function costParts({ stack, history, verifyParts }: Session): CostParts {
  const { prices, clock } = verifyParts().ports;
  return { stack, history: (count) => history(count), prices: prices!, clock };
}

/** What the month's releases ran in addition to production. */
interface Releases {
  /** `YYYY-MM-DD`, the first of this month in UTC. */
  since: string;
  count: number;
  bill: Bill;
}

/** `bluegreen cost`: what an environment costs each month, and what this month's releases took. */
export async function cost({ stack, history, prices, clock }: CostParts): Promise<CommandResult> {
  const { settings, name } = stack;
  const { deployed } = await stack.look();
  const { release, inventory } = environmentWithoutSecret(name, deployed);
  const environment = { settings, release, inventory };
  const since = `${new Date(clock.nowMs()).toISOString().slice(0, 7)}-01`;
  const updates = await readSince(history, Date.parse(since));
  const found = releasesIn(updates, Date.parse(since), release.current?.id ?? null, settings);
  const shapes = found.flatMap(({ shape }) => [shape]);
  const rates = [...new Set([...standingRates(environment), ...ratesFor(shapes)])];
  const list = await prices.list(inventory.region, rates);
  const lines = standing(environment, list);
  const count = new Set(found.map(({ id }) => id)).size;
  const releases = { since, count, bill: billFrom(found, "ups", list) };
  const omitted = notCounted(environment, list);
  return {
    json: {
      ...{ ok: true, stack: name, currency: "USD", prices: list, standing: lines },
      ...{ total: totalOf(lines), releases, notCounted: omitted },
    },
    text: describe(name, { lines, list, releases, omitted }),
    exitCode: exitCodes.done,
  };
}

/** Parts of all releases that began since then. */
function releasesIn(
  updates: readonly Update[],
  sinceMs: number,
  current: string | null,
  settings: Stack["settings"],
): (Counted & { id: string })[] {
  return releasesOf(updates, current).flatMap(({ id, startedAt }) => {
    if (id === null || Date.parse(startedAt) < sinceMs) return [];
    const { past, ups } = inHistory(updates, id, current)!;
    const isDone = past.result !== "rolledBack";
    return estimatedParts(ups, isDone, settings).map((part) => ({ ...part, id }));
  });
}

/** Null: a price is not known. */
function totalOf(lines: readonly Standing[]): Range | null {
  const sum = (end: keyof Range) => lines.reduce((all, { usd }) => all + (usd?.[end] ?? 0), 0);
  if (lines.some(({ usd }) => usd === null)) return null;
  return { low: sum("low"), high: sum("high") };
}

function notCounted(
  { settings, release }: { settings: Stack["settings"]; release: { current: object | null } },
  { usd }: PriceList,
): string[] {
  const { foundation, services } = settings;
  const moreDisk = Object.values(services).some(({ ephemeralGiB }) => ephemeralGiB !== undefined);
  const lcu = usd.lcuHour === undefined ? "" : ` (${dollars(usd.lcuHour * hoursPerMonth)} each)`;
  return [
    ...(foundation === undefined
      ? [`LCUs that requests use${lcu}`]
      : [`network and load balancers: ${bluegreen("cost", foundation)}`]),
    ...(release.current ? ["the fleet that the release in progress runs in addition"] : []),
    ...(moreDisk ? ["disks of Fargate tasks beyond 20 GiB (`ephemeralGiB`)"] : []),
    "data transfer",
    "logs, alarms and metrics",
    "images in ECR",
    "secrets and keys",
    "public hosted zones",
    "taxes, discounts and free tiers",
  ];
}

interface Described {
  lines: readonly Standing[];
  list: PriceList;
  releases: Releases;
  omitted: readonly string[];
}

function describe(stack: string, { lines, list, releases, omitted }: Described): string {
  const total = totalOf(lines);
  const rows: [amount: string, what: string, basis: string][] = [
    ...lines.map(({ usd, what, basis }): [string, string, string] => [
      usd ? dollarRange(usd) : "unknown",
      what,
      basis,
    ]),
    [total ? dollarRange(total) : "unknown", "in total", ""],
  ];
  const width = Math.max(...rows.map(([, what]) => what.length));
  return [
    `${stack}, each month of ${hoursPerMonth} h; ${pricesNote(list)}`,
    ...rows.map(([amount, what, basis]) =>
      `  ${amount.padEnd(12)}${what.padEnd(width + 2)}${basis}`.trimEnd(),
    ),
    `releases since ${releases.since} (UTC)`,
    `  ${describeReleases(releases)}`,
    `not counted: ${omitted.join("; ")}`,
  ].join("\n");
}

function describeReleases({ count, bill: { taskSeconds, usd } }: Releases): string {
  if (count === 0) return "none";
  const amount = usd === null ? "unknown" : dollars(usd);
  return (
    `${amount.padEnd(12)}${counted(count, "release")}, ${Math.round(taskSeconds)} task-seconds beside ` +
    "production, estimated from the times of their `up`s"
  );
}
