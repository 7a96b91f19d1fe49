import { bluegreen } from "../course/commandLines";
import { refused } from "../world/errors";
import type { Inventory } from "../../release/inventory";
import type { Alarm } from "../world/ports";
import { type AlarmedPart, alarmNames } from "../world/alarmNames";
import type { OldAlarms, Progress } from "./progress";
import type { Run } from "./run";

/** At the start of a release: refuses when an alarm does not exist, and returns those already in ALARM. */
export async function noteAlarms(
  run: Run,
  inventory: Inventory,
  parts: readonly AlarmedPart[],
): Promise<OldAlarms> {
  const names = alarmNames(parts);
  const alarms = await look(run, inventory, names);
  const missing = names.filter((name) => !alarms.some((alarm) => alarm.name === name));
  if (missing.length > 0) {
    throw refused(
      `these CloudWatch alarms do not exist in ${inventory.region}, so they could never stop a release: ${missing.join(", ")}`,
      "correct the service's `alarms` setting; to recreate the alarms that this project makes: " +
        bluegreen("up", run.ports.stack.name),
    );
  }
  const already = alarms.filter(({ state }) => state === "ALARM");
  for (const { name, reason } of already) {
    run.ports.reporter.warn(
      `alarm ${name} was already in ALARM before this release, and can't stop it until it has been OK again: ${reason}`,
    );
  }
  run.measured.ignoredAlarms = already.map(({ name }) => name);
  return new Map(already.map(({ name, sinceMs }) => [name, sinceMs]));
}

/**
 * Alarms that went off since the current release began, one line each. One that was in ALARM before counts once it
 * has gone off again. A run that did not begin the release goes by the time: an alarm that has been on for longer
 * than the release has another cause.
 */
export async function alarmsSinceStart(
  run: Run,
  { environment, alarmsAtStart }: Pick<Progress, "environment" | "alarmsAtStart">,
  parts: readonly AlarmedPart[],
): Promise<string[]> {
  const startedMs = Date.parse(environment.release.current?.startedAt ?? "");
  const names = alarmNames(parts);
  const alarms = await look(run, environment.inventory, names);
  const isOld = (alarm: Alarm) =>
    alarmsAtStart
      ? alarmsAtStart.has(alarm.name) && alarmsAtStart.get(alarm.name) === alarm.sinceMs
      : wasInAlarmAt(alarm, startedMs);
  const on = alarms.filter(({ state }) => state === "ALARM");
  const others = run.measured.ignoredAlarms.filter((name) => !names.includes(name));
  run.measured.ignoredAlarms = [...others, ...on.filter(isOld).map(({ name }) => name)];
  return on
    .filter((alarm) => !isOld(alarm))
    .map(({ name, reason }) => `alarm ${name} went into ALARM: ${reason}`);
}

function look({ ports }: Run, inventory: Inventory, names: string[]): Promise<Alarm[]> {
  return names.length === 0 ? Promise.resolve([]) : ports.observer.alarms(inventory, names);
}

function wasInAlarmAt({ state, sinceMs }: Alarm, startedMs: number): boolean {
  return state === "ALARM" && sinceMs !== null && sinceMs < startedMs;
}
