import { setMaxListeners } from "node:events";
import { parseReports } from "../../config/reports";
import type { Settings } from "../../config/schema";
import { bucketRecords } from "../adapters/records/bucketRecords";
import { folderRecords } from "../adapters/records/folderRecords";
import type { World } from "../world/connected";
import type { RecordStore } from "../world/recordStore";

/** For reading and writing one record. A release that was interrupted keeps its record all the same. */
const mostSeconds = 30;

/** Where `reports` says that an environment keeps its records; undefined: nowhere. */
export function recordsOf(
  { settings, stack, cwd }: { settings: Settings; stack: string; cwd: string },
  world: (until: AbortSignal) => Pick<World, "buckets">,
): (() => RecordStore) | undefined {
  const place = settings.reports === undefined ? undefined : parseReports(settings.reports);
  if (!place) return undefined;
  if (place.kind === "folder") return () => folderRecords(cwd, place.path, stack);
  return () => bucketRecords(world(bound()).buckets, place, stack);
}

function bound(): AbortSignal {
  const controller = new AbortController();
  const late = () => controller.abort(new Error(`no answer within ${mostSeconds} s`));
  setTimeout(late, mostSeconds * 1000).unref();
  // As in cli/signals.ts.
  setMaxListeners(0, controller.signal);
  return controller.signal;
}
