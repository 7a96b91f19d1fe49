import type { Alarm } from "../../../automation/world/ports";
import { api, serving } from "../commands/servingWorld";

/** The calm world begins on Thursday, 2026-01-01, at 00:00 UTC. */
export const closed = [{ days: "fri", from: "09:00", to: "16:00", zone: "Europe/Berlin" }];
export const open = [{ days: "mon-sun", from: "00:00", to: "24:00", zone: "UTC" }];
export const until = "closed until Fri 2026-01-02 09:00 Europe/Berlin (Fri 2026-01-02 08:00 UTC)";
export const alarm = (name: string, state: Alarm["state"]): Alarm => {
  return { name, state, reason: `why ${name}`, sinceMs: null };
};

/** Users serves its first version; then there are these windows, and these alarms as blockers. */
export async function among(windows: typeof open, ...alarms: Alarm[]) {
  const world = await serving({ users: api, other: api });
  world.settings.windows = windows;
  if (alarms.length > 0) world.settings.blockers = { alarms: alarms.map(({ name }) => name) };
  const asked: string[][] = [];
  world.ports.observer.alarms = (_, names) => {
    asked.push([...names]);
    return Promise.resolve(alarms.filter(({ name }) => names.includes(name)));
  };
  const revision = () => world.environment().release.revision;
  return { ...world, asked, revision };
}
