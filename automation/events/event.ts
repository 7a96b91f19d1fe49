import { createHash } from "node:crypto";
import type { EventVerb } from "../../config/notify";
import {
  definitionOf,
  type CurrentRelease,
  type ReleaseState,
  serviceState,
} from "../../release/state";
import { eventVersion, type ReleaseEvent } from "../world/releaseEvent";
import type { Happening } from "./happenings";
import { textOf } from "./words";

/** Where and when it happened. */
export interface Occasion {
  project: string;
  stack: string;
  /** ISO 8601, UTC. */
  at: string;
}

/** What is said besides what the state says. */
export interface Said {
  reasons?: readonly string[];
  next?: string | null;
}

const mostReasons = 10;
/** The whole text is in the terminal, and in a record if one is kept. */
const longestReason = 500;

/** The event of what is recorded, and nothing else. */
export function eventOf(
  { verb, release, during, after }: Happening,
  occasion: Occasion,
  { reasons = [], next = null }: Said = {},
): ReleaseEvent {
  const { id, owner, startedAt } = release;
  return told({
    ...{ version: eventVersion, id: `${id}/${after.revision}/${verb}`, verb, ...occasion },
    ...{ test: false, release: id, revision: after.revision, kind: kindOf(release) },
    ...{ phase: after.current?.phase ?? "idle", owner, startedAt },
    services: Object.keys(release.services).map((name) => serviceOf(name, release, during, after)),
    waiting: [],
    reasons: reasons.slice(0, mostReasons).map((one) => one.slice(0, longestReason)),
    next,
  });
}

function kindOf({ leaves, rollsBack }: CurrentRelease): ReleaseEvent["kind"] {
  if (leaves && !rollsBack) return "decommission";
  return rollsBack ? "rollback" : "release";
}

function serviceOf(
  name: string,
  { leaves, services, phase }: CurrentRelease,
  during: ReleaseState,
  after: ReleaseState,
): ReleaseEvent["services"][number] {
  const { candidate, worker, share = 0 } = services[name]!;
  const { activeColor, fleets } = serviceState(after, name);
  return {
    name,
    worker: worker !== undefined,
    candidate: leaves ? null : candidate,
    ...versionIn(leaves ? null : definitionOf(serviceState(during, name).fleets[candidate])),
    sharePercent: phase === "canary" ? share : 0,
    serving: {
      color: activeColor,
      ...versionIn(activeColor && definitionOf(fleets[activeColor])),
    },
  };
}

function versionIn(definition: ReturnType<typeof definitionOf>) {
  return { image: definition?.image ?? null, tag: definition?.label?.tag ?? null };
}

/** An `up` has found settings that wait for a release. Other ones are another event. */
export function waitingEvent(
  { revision }: Pick<ReleaseState, "revision">,
  waiting: readonly string[],
  occasion: Occasion,
): ReleaseEvent {
  const verb: EventVerb = "settingsWaiting";
  const short = createHash("sha256").update(waiting.join("\n")).digest("hex").slice(0, 8);
  return told({
    ...{ version: eventVersion, id: `settings-${short}/${revision}/${verb}`, verb },
    ...{ ...occasion, test: false, release: null, revision, kind: null, phase: "idle" },
    ...{ owner: null, startedAt: null, services: [], waiting: [...waiting] },
    ...{ reasons: [], next: null },
  });
}

/** What `notify --test` sends. */
export function testEvent(id: string, occasion: Occasion): ReleaseEvent {
  return told({
    ...{ version: eventVersion, id: `${id}/0/done`, verb: "done", ...occasion, test: true },
    ...{ release: null, revision: 0, kind: null, phase: "idle", owner: null, startedAt: null },
    ...{ services: [], waiting: [], reasons: [], next: null },
  });
}

function told(event: Omit<ReleaseEvent, "text">): ReleaseEvent {
  return { ...event, text: textOf(event) };
}
