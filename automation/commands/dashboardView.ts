import { courses } from "../course/course";
import { phaseHeading } from "../course/phases";
import type { ServiceInventory } from "../../release/inventory";
import { involvement, productionTargets, retiringColor } from "../../release/routing";
import {
  type Color,
  type CurrentRelease,
  type Phase,
  type ReleaseState,
  runningIn,
  serviceState,
} from "../../release/state";
import { namesOf } from "../world/edges";
import { shortDigest } from "../world/versions";
import type {
  CourseMark,
  LiveDrain,
  LiveFleet,
  LiveService,
  LiveTraffic,
  LiveView,
} from "../report/live/view";
import type { Standing } from "./status";
import { places, restHeading } from "./statusSentence";

/** What the live page shows of a look. */
export function viewOf(
  stack: { name: string; marginSeconds: number; ttlSeconds: number; seenMs: number },
  standing: Standing,
  traffic: LiveTraffic,
): LiveView {
  const { release, inventory, look, surroundings, sentence, next, notes } = standing;
  const shown = shownServices(release);
  const all = Object.keys(release.services).map((name) =>
    serviceOf(name, inventory.services[name], standing),
  );
  return {
    stack: stack.name,
    seenMs: stack.seenMs,
    revision: release.revision,
    heading: headingOf(release, surroundings),
    ...{ sentence, next, notes, traffic },
    release: release.current && releaseOf(release.current, surroundings),
    notAsked: look.asked ? null : look.why,
    services: all.filter(({ name }) => shown.includes(name)),
    others: all.filter(({ name }) => !shown.includes(name)),
    drain: drainOf(stack, standing),
    isMoving: surroundings.moved === "names",
  };
}

function headingOf(release: ReleaseState, around: Standing["surroundings"]): string {
  const { current } = release;
  if (!current) return "No release is in progress";
  const names = Object.keys(current.services).join(", ");
  return `${names}: ${isDoing(release, current, around)}`;
}

function isDoing(
  release: ReleaseState,
  current: CurrentRelease,
  around: Standing["surroundings"],
): string {
  if (around.stopping.length > 0) return `${around.stopping.join(", ")} is stopping`;
  if (around.moved === "names") return "Production's names do not match the recorded state";
  return restHeading(release, around) ?? phaseHeading(current);
}

/** The services that are being released or, with no release in progress, that were released last. */
export function shownServices({ current, services }: ReleaseState): string[] {
  if (current) return Object.keys(current.services);
  const labels = Object.entries(services).flatMap(([name, { activeColor, fleets }]) => {
    const label = activeColor && fleets[activeColor].label;
    return label ? [{ name, ...label }] : [];
  });
  const last = labels.toSorted((one, other) => other.at.localeCompare(one.at))[0];
  return labels.filter(({ release }) => release === last?.release).map(({ name }) => name);
}

function releaseOf(
  current: CurrentRelease,
  { owner, lock }: Standing["surroundings"],
): NonNullable<LiveView["release"]> {
  return {
    ...{ id: current.id, phase: current.phase, startedAt: current.startedAt },
    ...{ owner: current.owner, ownerIs: owner && places[owner], lock, course: courseOf(current) },
  };
}

const markNames: Readonly<Record<Phase | "idle", string>> = {
  defined: "registered",
  staged: "started, testing",
  canary: "canary",
  switched: "switched, draining",
  returning: "rolled back, draining",
  retired: "last hooks",
  idle: "done",
};

/** The phases on the way of this release, without those that only some have, unless it is in them. */
function courseOf({ phase, leaves, hasCanary }: CurrentRelease): CourseMark[] {
  const course = phase === "returning" ? "back" : leaves ? "decommission" : "release";
  const always = (place: Phase | "idle") =>
    place === phase || (place === "canary" ? hasCanary === true : !isExtra(place));
  const places = courses[course].flatMap(({ up }) => (!up || up.to === "same" ? [] : up.to));
  const way = [...new Set(places)].filter((place) => place !== "idle").filter(always);
  const now = way.indexOf(phase);
  const marks = way.map((place, index): CourseMark => {
    const is = index < now ? "past" : index === now ? "now" : "ahead";
    return { name: markNames[place], is };
  });
  return [...marks, { name: markNames.idle, is: "ahead" }];
}

const isExtra = (place: Phase | "idle") => place === "defined" || place === "retired";

function serviceOf(
  name: string,
  known: ServiceInventory | undefined,
  { release, look }: Standing,
): LiveService {
  const state = serviceState(release, name);
  const part = involvement(release.current, name);
  const worker = known?.kind === "worker";
  const targets = (edge: Color) => productionTargets(edge, state, part, runningIn(state));
  const seen = look.asked
    ? look.evidence.services.filter(
        ({ service }) => service === name || service.startsWith(`${name} (`),
      )
    : [];
  const fleetOf = (color: Color): LiveFleet => {
    const { image, label, size } = state.fleets[color];
    const tasks = look.asked ? look.tasks[name]?.[color] : undefined;
    return {
      version: image === null ? null : (label?.tag ?? shortDigest(image)),
      role: roleOf(release, name, color),
      size,
      seen: tasks
        ? { running: tasks.running, wanted: tasks.wanted, healthy: tasks.healthy ?? null }
        : null,
    };
  };
  return {
    ...{ name, worker, active: state.activeColor },
    names: (known ? namesOf(known) : []).map((one, index) => {
      return {
        ...{ name: one.name, isPrivate: one.side === "private" },
        leadsTo: seen[index]?.answered ?? seen[index]?.dns ?? null,
      };
    }),
    forwards: worker ? null : { blue: targets("blue"), green: targets("green") },
    fleets: { blue: fleetOf("blue"), green: fleetOf("green") },
  };
}

function roleOf(release: ReleaseState, name: string, color: Color): LiveFleet["role"] {
  const { activeColor, fleets } = serviceState(release, name);
  const part = involvement(release.current, name);
  if (color === activeColor) return "serves";
  if (fleets[color].size === 0) return "stopped";
  if (!part) return "stopped";
  const stops = part.phase === "switched" || part.phase === "returning";
  return stops && retiringColor(part) === color ? "retiring" : "candidate";
}

/** As long as clients have to leave a load balancer. */
function drainOf(
  { ttlSeconds, marginSeconds }: { ttlSeconds: number; marginSeconds: number },
  { release: { current }, engine, surroundings }: Standing,
): LiveDrain | null {
  if (current?.phase !== "switched" && current?.phase !== "returning") return null;
  // A running `up` moves what clients hold.
  if (surroundings.stopping.length > 0 || surroundings.moved) return null;
  const apis = Object.entries(current.services).filter(([, { worker }]) => !worker);
  const names = apis.map(([name]) => name);
  if (names.length === 0) return null;
  return {
    fromMs: Date.parse(engine.writtenAt),
    untilMs: surroundings.heldUntilMs,
    ...{ ttlSeconds: Math.max(ttlSeconds, current.ttlSeconds ?? 0), marginSeconds },
    services: names,
  };
}
