import { settingsOf } from "../../config/definition";
import { type Color, colors, otherColor, serviceState } from "../../release/state";
import { type Bill, billFrom, type Counted } from "../bill/bill";
import { extraOf } from "../bill/extra";
import { ratesFor } from "../bill/taskPrice";
import { type Environment, observeFleet } from "../world/environment";
import type { TaskTime } from "../world/ports";
import type { Run } from "./run";

/** A release that has ended. */
export interface Billed {
  services: readonly string[];
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Its candidates serve. */
  isDone: boolean;
}

/**
 * What a release that has ended ran in addition to production: ECS is asked for the times of its tasks, which it keeps
 * for about an hour. Null: nobody can be asked. It must not matter for the release whether this works.
 */
export async function billOf(
  run: Run,
  environment: Environment,
  { services, startedAt, isDone }: Billed,
): Promise<Bill | null> {
  const { prices, metrics, clock, stack } = run.ports;
  if (!prices) return null;
  const span = {
    isDone,
    fromMs: Date.parse(startedAt),
    nowMs: clock.nowMs(),
    leastMs: metrics.minuteMs,
  };
  try {
    const parts = await Promise.all(services.map((name) => counted(run, environment, name, span)));
    const known = parts.filter((part) => part !== null);
    const shapes = known.flatMap(({ shape, extra }) => (extra?.tasks ? [shape] : []));
    const { region } = environment.inventory;
    const list = shapes.length > 0 ? await prices.list(region, ratesFor(shapes)) : null;
    return billFrom(known, "tasks", list);
  } catch {
    run.ports.reporter.note(`what ${stack.name} ran beside production could not be read from ECS`);
    return null;
  }
}

/** Null: the service is gone, and its tasks with it. */
async function counted(
  run: Run,
  environment: Environment,
  service: string,
  span: Parameters<typeof extraOf>[1],
): Promise<Counted | null> {
  const { activeColor, fleets } = serviceState(environment.release, service);
  const settings = run.ports.stack.settings.services[service];
  if (!settings || (span.isDone && activeColor === null)) return null;
  const timesOf = async (color: Color): Promise<TaskTime[]> => {
    const { serviceName } = environment.inventory.services[service]!.fleets[color];
    const health = serviceName ? await observeFleet(run.ports, environment, service, color) : null;
    return health?.times ?? [];
  };
  const released = colors.filter((color) => (color === activeColor) === span.isDone);
  const candidate = (await Promise.all(released.map(timesOf))).flat();
  const other = otherColor(released[0]!);
  const hadOld = span.isDone && fleets[other].image !== null;
  const old = hadOld ? await timesOf(other) : null;
  const shape = settingsOf(settings, fleets[released[0]!]);
  return { service, shape, extra: extraOf({ candidate, old }, span) };
}
