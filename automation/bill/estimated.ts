import { settingsOf } from "../../config/definition";
import type { ServiceSettings, Settings } from "../../config/schema";
import { otherColor, type ReleaseState, serviceState } from "../../release/state";
import type { Update } from "../history/update";
import type { Counted } from "./bill";
import type { Extra } from "./extra";

type Up = Pick<Update, "startedMs" | "endedMs" | "wanted">;

const nothing: Extra = { tasks: 0, taskSeconds: 0 };

/**
 * What a release ran in addition to production, by the times of its `up`s alone: the candidate's tasks from the first
 * `up` that starts them until the last one has ended. Services that are gone from the settings are left out.
 *
 * @param ups of one release, oldest first
 * @param isDone its candidates serve, or will
 */
export function estimatedParts(
  ups: readonly Up[],
  isDone: boolean,
  { services }: Pick<Settings, "services">,
): Counted[] {
  const states = ups.flatMap(({ wanted }) => wanted ?? []);
  const begun = states.find(({ current }) => current !== null);
  if (!begun?.current || begun.current.leaves) return [];
  return Object.keys(begun.current.services).flatMap((service) => {
    const settings = services[service];
    return settings ? [partOf(service, settings, { begun, ups, isDone })] : [];
  });
}

function partOf(
  service: string,
  settings: ServiceSettings,
  { begun, ups, isDone }: { begun: ReleaseState; ups: readonly Up[]; isDone: boolean },
): Counted {
  const { candidate, worker, sizes } = begun.current!.services[service]!;
  const { fleets } = serviceState(begun, service);
  const old = otherColor(candidate);
  const hadOld = fleets[old].size > 0 || (sizes?.[old] ?? 0) > 0;
  const shape = settingsOf(settings, fleets[candidate]);
  // A first release is production itself; a worker that hands over never runs twice.
  if ((isDone && !hadOld) || worker === "handover") return { service, shape, extra: nothing };
  const sized = ups.map((up) => ({
    ...up,
    size: up.wanted ? serviceState(up.wanted, service).fleets[candidate].size : 0,
  }));
  const first = sized.find(({ size }) => size > 0);
  const last = sized.findLast(({ endedMs }) => endedMs !== null);
  if (!first || !last) return { service, shape, extra: nothing };
  const tasks = Math.max(...sized.map(({ size }) => size));
  const seconds = Math.max(0, (last.endedMs! - first.startedMs) / 1000);
  return { service, shape, extra: { tasks, taskSeconds: tasks * seconds } };
}
