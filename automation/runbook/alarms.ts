import { refused } from "../world/errors";
import type { Inventory } from "../../release/inventory";
import type { Alarm } from "../world/ports";
import { type AlarmedPart, alarmNames } from "../world/alarmNames";
import type { Progress } from "./progress";
import type { Run } from "./run";

/** At the start of a release: refuses an alarm that does not exist, and names those in ALARM already. */
export async function noteAlarms(
  run: Run,
  inventory: Inventory,
  parts: readonly AlarmedPart[],
): Promise<ReadonlySet<string>> {
  const names = alarmNames(parts);
  const alarms = await look(run, inventory, names);
  const missing = names.filter((name) => !alarms.some((alarm) => alarm.name === name));
  if (missing.length > 0) {
    throw refused(
      `these CloudWatch alarms do not exist in ${inventory.region}, so nobody would hear them: ${missing.join(", ")}`,
      "mend `alarms` of the service in the settings; " +
        `bluegreen up --stack ${run.ports.stack.name} makes the program's own again`,
    );
  }
  const already = alarms.filter(({ state }) => state === "ALARM");
  for (const { name, reason } of already) {
    run.ports.reporter.warn(
      `alarm ${name} was in ALARM before this release, and does not count in it: ${reason}`,
    );
  }
  return new Set(already.map(({ name }) => name));
}

/**
 * Alarms that went into ALARM since the release under way began, a line each. A run that did not begin it
 * tells by when it did: what is in ALARM for longer than the release has another cause.
 */
export async function alarmsSinceStart(
  run: Run,
  { environment, alarmsAtStart }: Pick<Progress, "environment" | "alarmsAtStart">,
  parts: readonly AlarmedPart[],
): Promise<string[]> {
  const startedMs = Date.parse(environment.release.current?.startedAt ?? "");
  const alarms = await look(run, environment.inventory, alarmNames(parts));
  const isOld = (alarm: Alarm) =>
    alarmsAtStart ? alarmsAtStart.has(alarm.name) : wasInAlarmAt(alarm, startedMs);
  return alarms
    .filter((alarm) => alarm.state === "ALARM" && !isOld(alarm))
    .map(({ name, reason }) => `alarm ${name} went into ALARM: ${reason}`);
}

function look({ ports }: Run, inventory: Inventory, names: string[]): Promise<Alarm[]> {
  return names.length === 0 ? Promise.resolve([]) : ports.observer.alarms(inventory, names);
}

function wasInAlarmAt({ state, sinceMs }: Alarm, startedMs: number): boolean {
  return state === "ALARM" && sinceMs !== null && sinceMs < startedMs;
}
