import { bluegreen } from "../course/commandLines";
import { withoutSecrets } from "../world/redact";
import { type LiveEvent, liveEvent, livePage } from "../report/live/page";
import type { LiveView, Moment } from "../report/live/view";
import { credentialsIn } from "../world/credentialNames";
import { DeployError, exitCodes, Stopped } from "../world/errors";
import type { Metrics } from "../world/metrics";
import type { Clock, Stack } from "../world/ports";
import type { LivePages, PageServer } from "../world/pageServer";
import { liveTraffic } from "./dashboardTraffic";
import { shownServices, viewOf } from "./dashboardView";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";
import { standing, type StatusParts } from "./status";
import { lookSeconds } from "./statusLook";

export interface DashboardOptions extends StackOptions {
  /** 0: a free one. */
  port: number;
}

/** What the page is made from. */
export interface DashboardParts extends StatusParts {
  /** The load balancers' metrics, asked for this many seconds at most. */
  counting: (seconds: number) => Metrics;
  clock: Pick<Clock, "nowMs" | "sleep">;
}

/** Between two looks, as with `status --watch`. */
const everyMs = 3000;

/** `bluegreen dashboard`: serves the live page until Ctrl-C. The first look has to succeed. */
export async function dashboard(
  parts: DashboardParts,
  { port, json }: Pick<DashboardOptions, "port" | "json">,
  { serve, print }: { serve: PageServer; print: (line: string) => void },
): Promise<CommandResult> {
  const look = liveLooks(parts);
  await look();
  const again = bluegreen("dashboard", parts.stack.name);
  const { url, close } = await serve(livePages(look, parts.clock), { port, again });
  print(json ? JSON.stringify({ ok: true, url }) : `live page, until Ctrl-C: ${url}`);
  try {
    for (;;) await parts.clock.sleep(60_000);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { json: {}, text: "", exitCode: exitCodes.done, printed: true };
  } finally {
    await close();
  }
}

function livePages(look: () => Promise<Moment>, clock: Pick<Clock, "sleep">): LivePages {
  return {
    page: async (nonce) => livePage(await look(), nonce),
    async *events(): AsyncGenerator<LiveEvent> {
      for (;;) {
        yield liveEvent(await look());
        await clock.sleep(everyMs);
      }
    },
  };
}

/**
 * Looks when somebody asks, at most every three seconds however many ask. A look that fails is shown with what the
 * last good one saw.
 */
export function liveLooks(parts: DashboardParts): () => Promise<Moment> {
  const { clock } = parts;
  const traffic = liveTraffic();
  const stack = sinceItsRevision(parts.stack);
  let last: { moment: Promise<Moment>; atMs: number } | null = null;
  let view: LiveView | null = null;
  const look = async (): Promise<Moment> => {
    let failure: Moment["failure"] = null;
    try {
      view = await seen({ ...parts, stack }, traffic);
    } catch (error) {
      if (view === null || error instanceof Stopped) throw error;
      failure = failureOf(error, clock.nowMs());
    }
    const moment = { view, failure, nowMs: clock.nowMs() };
    return withoutSecrets(moment, credentialsIn(process.env));
  };
  return async () => {
    const nowMs = clock.nowMs();
    if (last === null || nowMs - last.atMs >= everyMs) {
      const moment = look();
      last = { moment, atMs: nowMs };
      // A slow look is not followed by the next one at once.
      await moment.finally(() => (last = { moment, atMs: clock.nowMs() }));
    }
    return { ...(await last.moment), nowMs: clock.nowMs() };
  };
}

async function seen(
  parts: DashboardParts,
  traffic: ReturnType<typeof liveTraffic>,
): Promise<LiveView> {
  const seenMs = parts.clock.nowMs();
  const found = await standing(parts);
  const { release, inventory, engine } = found;
  const { name, settings } = parts.stack;
  const counted = await traffic(
    { metrics: parts.counting(lookSeconds), clock: parts.clock, settings },
    {
      release,
      inventory,
      services: shownServices(release),
      writtenMs: Date.parse(engine.writtenAt),
    },
  );
  return viewOf({ name, ...settings.drain, seenMs }, found, counted);
}

function failureOf(error: unknown, atMs: number): Moment["failure"] {
  if (error instanceof DeployError) {
    const { found, reasons, next } = error;
    return { atMs, found, reasons, next };
  }
  const found = error instanceof Error ? error.message : String(error);
  return { atMs, found, reasons: [], next: null };
}

/** An `up` that is running writes Pulumi's state again and again; the recorded revision is as old as it was. */
function sinceItsRevision(stack: Stack): Stack {
  let first: { revision: number; writtenAt: string } | null = null;
  return {
    ...stack,
    look: async () => {
      const { deployed, engine } = await stack.look();
      const revision = deployed.release?.revision ?? -1;
      if (first?.revision !== revision) first = { revision, writtenAt: engine.writtenAt };
      return { deployed, engine: { ...engine, writtenAt: first.writtenAt } };
    },
  };
}
