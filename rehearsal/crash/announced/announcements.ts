import { counted } from "../../../config/plural";
import type { CurrentRelease, ReleaseState } from "../../../release/state";
import type { Received } from "./receiver";

/** What a row announced, and what there was to announce. */
export interface Announced {
  received: readonly Received[];
  /** Every state that was recorded, oldest first, also before the row. */
  recorded: readonly ReleaseState[];
  /** The revision with which the row began. */
  since: number;
  /** The releases that commands of the row left paused, one for each command. */
  paused: readonly string[];
}

/**
 * What is wrong with what was announced. Whatever is recorded was sent at least once: by the deployer that recorded it or,
 * if that was killed, by whoever went on. Nothing was sent that is not recorded.
 */
export function announcementProblems(announced: Announced): string[] {
  const { received, recorded, since, paused } = announced;
  const sent = new Set(received.map(({ event }) => event.id));
  const due = eventsOf(recorded).filter(({ revision }) => revision > since);
  const pauses = received.filter(({ event: { verb } }) => verb === "paused");
  const unsaid = [...new Set(paused)].flatMap((id) => {
    const [left, said] = [
      paused.filter((one) => one === id).length,
      pauses.filter(({ event }) => event.release === id).length,
    ];
    return said < left
      ? [`${counted(left, "command")} left ${id} paused, announced were ${said}`]
      : [];
  });
  return [
    ...new Set(received.flatMap((one) => untrue(one, recorded))),
    ...due.filter(({ id }) => !sent.has(id)).map(({ id }) => `${id} was never announced`),
    ...unsaid,
  ];
}

/** What is not so, or was not when it was announced. */
function untrue({ event, now }: Received, recorded: readonly ReleaseState[]): string[] {
  const { id, release, verb, revision, phase, services } = event;
  if (now && now.revision < revision) {
    return [`${id} was announced when revision ${now.revision} was recorded`];
  }
  const state = recorded.find((one) => one.revision === revision);
  if (!state) return [`${id} was announced, but no such revision was ever recorded`];
  if (verb === "settingsWaiting") return [];
  const stands = verb === "paused" || verb === "held";
  const isSo = stands
    ? state.current?.id === release
    : eventsOf(recorded).some((one) => one.id === id);
  const said = JSON.stringify([phase, services.map(servedIn)]);
  const names = services.map(({ name }) => name);
  const known = JSON.stringify([
    state.current?.phase ?? "idle",
    names.map((name) => served(state, name)),
  ]);
  return [
    ...(isSo ? [] : [`${id} was announced, but is not recorded`]),
    ...(said === known ? [] : [`${id} says ${said}, recorded is ${known}`]),
  ];
}

function servedIn({ name, serving, sharePercent }: Received["event"]["services"][number]) {
  return { name, color: serving.color, image: serving.image, sharePercent };
}

function served({ services, current }: ReleaseState, name: string): ReturnType<typeof servedIn> {
  const { activeColor = null, fleets } = services[name] ?? {};
  const share = current?.phase === "canary" ? (current.services[name]?.share ?? 0) : 0;
  const image = (activeColor && fleets?.[activeColor].image) ?? null;
  return { name, color: activeColor, image, sharePercent: share };
}

/** What the recorded states mean, found independently of what the deployer makes of them. */
function eventsOf(recorded: readonly ReleaseState[]): { id: string; revision: number }[] {
  return recorded.slice(1).flatMap((after, index) => {
    const { revision } = after;
    const [was, is] = [recorded[index]!.current, after.current];
    const isNew = is !== null && was?.id !== is.id;
    const verbs: [CurrentRelease | null, string, boolean][] = [
      [was, was && serves(was, after) ? "done" : "rolledBack", was !== null && was.id !== is?.id],
      [is, "started", isNew],
      ...(["staged", "canary", "switched"] as const).map((phase): (typeof verbs)[number] => [
        is,
        phase,
        is?.phase === phase && (isNew || was?.phase !== phase || sharesOf(was) !== sharesOf(is)),
      ]),
      [is, "awaitingApproval", isAsked(is) && (isNew || !isAsked(was))],
    ];
    return verbs.flatMap(([release, verb, holds]) =>
      release && holds ? [{ id: `${release.id}/${revision}/${verb}`, revision }] : [],
    );
  });
}

function serves({ services, leaves }: CurrentRelease, after: ReleaseState): boolean {
  return Object.entries(services).some(
    ([name, { candidate }]) =>
      (after.services[name]?.activeColor ?? null) === (leaves ? null : candidate),
  );
}

/** Only a canary changes them within its phase. */
function sharesOf({ phase, services }: CurrentRelease): string {
  const shares = Object.values(services).map(({ share = 0 }) => share);
  return phase === "canary" ? shares.join() : "";
}

const isAsked = (release: CurrentRelease | null) => release?.approval?.asked !== undefined;
