import { exitCodes } from "../world/errors";
import { type PastRelease, releasesOf } from "../history/releases";
import type { Update } from "../history/update";
import type { Stack } from "../world/ports";
import { firstLine } from "../world/printable";
import type { RecordStore } from "../world/recordStore";
import { versionOf } from "../world/versions";
import { columns, wrapped } from "./statusText";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";
import type { Session } from "./session";

export interface HistoryOptions extends StackOptions {
  /** Maximum number of releases to list. */
  limit: number;
}

export interface HistoryParts {
  /** The last updates of the stack, newest first. */
  history: (count: number) => Promise<Update[]>;
  stack: Pick<Stack, "name" | "look">;
  records?: Session["records"];
}

/** A release with where its record is kept; null: nowhere that may be read, so that all is from history. */
type Listed = PastRelease & { record?: string | null };

/** A release has three `up`s; rollbacks, repetitions and other people's updates come on top. */
const updatesPerRelease = 8;

/** `bluegreen history`: the releases of a stack, newest first. */
export async function history(
  { history: read, stack, records }: HistoryParts,
  { limit }: Pick<HistoryOptions, "limit">,
): Promise<CommandResult> {
  const found = await readEnough(read, limit);
  // Afterwards: a release that began in between would be in the history, but not recorded yet.
  const { deployed } = await stack.look();
  const current = deployed.release?.current?.id ?? null;
  const listed = releasesOf(found, current).slice(0, limit);
  const store = records?.();
  const releases = store
    ? await Promise.all(listed.map((one) => withRecord(store, stack.name, one)))
    : listed;
  return {
    json: { ok: true, stack: stack.name, releases },
    text:
      releases.length === 0
        ? `${stack.name} has no releases yet`
        : releases.map(describe).join("\n"),
    exitCode: exitCodes.done,
  };
}

/** What was kept of a release says more than history does, as long as nothing has happened since. */
async function withRecord(store: RecordStore, stack: string, past: PastRelease): Promise<Listed> {
  const { keptRecord } = require("./keptRecords") as typeof import("./keptRecords");
  const found = past.id === null ? null : await keptRecord(store, { stack, release: past.id });
  if (!found?.record) return { ...past, record: null };
  const { record, address } = found;
  const wentOn = past.ups.some(({ startedAt }) => startedAt > record.made.at);
  if (wentOn) return { ...past, record: address };
  // Of one that is done, history has what became of it later.
  const later = past.result === "done" && past.why !== null ? [past.why] : [];
  const reasons = [...record.reasons.map(firstLine), ...later];
  return {
    ...past,
    why: reasons.length > 0 ? reasons.join("; ") : past.why,
    drainSeconds: record.drain.seconds ?? past.drainSeconds,
    record: address,
  };
}

/** Enough updates that the oldest release to be listed is among them from its first `up` on. */
async function readEnough(read: HistoryParts["history"], limit: number): Promise<Update[]> {
  for (let count = limit * updatesPerRelease; ; count *= 4) {
    const updates = await read(count);
    if (updates.length < count || releasesOf(updates).length > limit) return updates;
  }
}

const results = { done: "done", rolledBack: "rolled back", underWay: "in progress" } as const;

/** One line for the release, one per service, and why it was rolled back; none wider than a terminal. */
export function describe(release: Listed): string {
  const {
    id,
    owner,
    startedAt,
    endedAt,
    services,
    ups,
    compared,
    warmed,
    canary,
    result,
    why,
    urgent,
    drainSeconds,
    record,
  } = release;
  const when = startedAt.slice(0, 19).replace("T", " ");
  const took = endedAt && Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  const facts = [
    ...(took === null ? [] : [`${took} s`]),
    ...(drainSeconds === null ? [] : [`drain ${Math.round(drainSeconds)} s`]),
    `by ${owner ?? "an unknown deployer"}`,
  ];
  const title = `${when}  ${(id ?? "-").padEnd(10)}  ${results[result].padEnd(11)}`;
  const whole = `${title}  ${facts.join(", ")}`;
  const lines = [
    ...Object.entries(services).map(([name, { color, image, tag }]) =>
      image
        ? `${name} ${color} ${versionOf({ image, ...(tag && { label: { tag } }) })}`
        : `${name} decommissioned`,
    ),
    ...[...compared, ...warmed, ...canary],
    ...(urgent === null ? [] : [`urgent: ${urgent}`]),
    ...(why === null ? [] : [`why: ${why}`]),
    `ups: ${ups
      .map(({ verb, result: ended }) => (ended === "succeeded" ? verb : `${verb} (${ended})`))
      .join(", ")}`,
    ...(record === undefined
      ? []
      : [`record: ${record ?? "none that may be read; this is from Pulumi's history"}`]),
  ];
  return [
    ...(whole.length <= columns
      ? [whole]
      : [title.trimEnd(), ...wrapped(facts.join(", "), "    ")]),
    ...lines.flatMap((line) => wrapped(line, "    ")),
  ].join("\n");
}
