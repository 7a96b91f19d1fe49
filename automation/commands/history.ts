import { exitCodes } from "../world/errors";
import { type PastRelease, releasesOf } from "../history/releases";
import type { Update } from "../history/update";
import { digestOf } from "../world/environment";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";

export interface HistoryOptions extends StackOptions {
  /** Maximum number of releases to list. */
  limit: number;
}

/** A release has three `up`s; rollbacks, repetitions and other people's updates come on top. */
const updatesPerRelease = 8;

/** `bluegreen history`: the releases of a stack, newest first. */
export async function history(
  read: (count: number) => Promise<Update[]>,
  { stack, limit }: Pick<HistoryOptions, "stack" | "limit">,
): Promise<CommandResult> {
  const releases = releasesOf(await read(limit * updatesPerRelease)).slice(0, limit);
  return {
    json: { ok: true, stack, releases },
    text:
      releases.length === 0 ? `${stack} has no releases yet` : releases.map(describe).join("\n"),
    exitCode: exitCodes.done,
  };
}

const results = { done: "done", rolledBack: "rolled back", underWay: "in progress" } as const;

/** One line for the release, then one per service. */
export function describe(release: PastRelease): string {
  const { id, owner, startedAt, endedAt, services, ups, result, drainSeconds } = release;
  const when = startedAt.slice(0, 19).replace("T", " ");
  const facts = [
    ups
      .map(({ verb, result: ended }) => (ended === "succeeded" ? verb : `${verb} (${ended})`))
      .join(" "),
    ...(endedAt ? [`${Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)} s`] : []),
    ...(drainSeconds === null ? [] : [`drain ${Math.round(drainSeconds)} s`]),
    `by ${owner ?? "an unknown deployer"}`,
  ];
  return [
    `${when}  ${id}  ${results[result].padEnd(11)}  ${facts.join(", ")}`,
    ...Object.entries(services).map(([name, { color, image }]) =>
      image ? `    ${name} ${color} ${digestOf(image)}` : `    ${name} decommissioned`,
    ),
  ].join("\n");
}
