import type { BreakName } from "../breaks";
import { canHappenAt, type Place } from "../model/moments";
import { type Edit, edits } from "../model/settingsFile";
import {
  calmSchedule,
  type Fault,
  faultKinds,
  type FaultKind,
  type Recovery,
  type Schedule,
} from "../schedule";
import { simulate } from "../simulate";

/** Faults of an image exist from the start; the others can come at any moment. One edit is like another. */
const fromTheStart = new Set<FaultKind>([
  "testsFail",
  "neverBoots",
  "neverHealthy",
  "slowBoot",
  "slow",
  "stragglers",
  "unlockForgets",
  "editWrong",
  "editCrash",
  "editPath",
]);

function isHold(kind: FaultKind): boolean {
  return holds.some((one) => one === kind);
}

const recoveries: readonly (readonly Recovery[])[] = [["resume"], ["abort"], ["rollback", "abort"]];

const allBases = (["released", "first"] as const).flatMap((start) =>
  recoveries.map((recovery): Schedule => ({ ...calmSchedule, start, recovery })),
);

/** The same with hooks. */
export const hookBases = allBases.map((base): Schedule => ({ ...base, hooks: true }));

/** With a canary, which a first release leaves out. */
export const canaryBases = recoveries.map((recovery): Schedule => ({
  ...calmSchedule,
  canary: true,
  recovery,
}));

/** With approval: what people do with a release that waits for it, before its switch and before a canary. */
export const approvalBases = [false, true].flatMap((canary) =>
  (
    [
      ["approve", "resume"],
      ["resume", "approve"],
      ["reject", "resume"],
      // Nobody answers, until the request has expired.
      ["resume"],
      ["approve", "abort"],
    ] as const
  ).map((recovery): Schedule => ({ ...calmSchedule, canary, approval: true, recovery })),
);

/** With a comparison, alone and before a canary. */
export const compareBases = [false, true].map((canary): Schedule => ({
  ...calmSchedule,
  canary,
  compare: true,
}));

/** With windows and a blocker, alone and before a canary; somebody may be in a hurry. */
export const windowBases = [...recoveries, ["urgent", "resume"] as const].flatMap((recovery) =>
  [false, true].map((canary): Schedule => ({ ...calmSchedule, windows: true, canary, recovery })),
);

/** Decommissioning services. */
export const withdrawals = recoveries.map((recovery): Schedule => ({
  ...calmSchedule,
  command: "withdraw",
  recovery,
}));

/** Names that are served from elsewhere: taken over, released, given back, and forgotten. */
export const adoptionBases: readonly Schedule[] = [
  ...(["elsewhere", "adopted"] as const).map(
    (start) => ({ ...calmSchedule, start, command: "adopt", recovery: ["adopt"] }) as const,
  ),
  ...(["adopted", "moved"] as const).map(
    (start) => ({ ...calmSchedule, start, command: "finish", recovery: ["finish"] }) as const,
  ),
  ...recoveries.flatMap((recovery): Schedule[] => [
    { ...calmSchedule, start: "adopted", thenRollBack: true, recovery },
    { ...calmSchedule, start: "moved", recovery },
    { ...calmSchedule, start: "moved", command: "rollback", recovery },
    { ...calmSchedule, start: "moved", command: "withdraw", recovery },
  ]),
];

/** A worker, alone and with an API. */
export const workerBases = (["handover", "overlap"] as const).flatMap((worker) =>
  ([0, 1] as const).flatMap((services) =>
    allBases.map((base): Schedule => ({ ...base, services, worker })),
  ),
);

/** Somebody unlocks the stack and releases something else. */
const heedless = (["released", "first"] as const).map((start): Schedule => ({
  ...calmSchedule,
  start,
  recovery: ["deploy", "resume"],
}));

/** With an API that the release leaves alone. */
export const neighbourBases = (["settled", "unfinished"] as const).flatMap((neighbour) =>
  [...allBases, ...heedless].map((base): Schedule => ({ ...base, neighbour })),
);

/** Releases of edited settings alone, and of neither settings nor image. */
export const settingsBases = recoveries.flatMap((recovery): Schedule[] => [
  ...(Object.keys(edits) as Edit[]).map(
    (edited) => ({ ...calmSchedule, command: "settings", edited, recovery }) as const,
  ),
  { ...calmSchedule, command: "restart", recovery, thenRollBack: true },
]);

/** All kinds of releases. */
export const everyBase: readonly Schedule[] = [
  ...allBases,
  ...hookBases,
  ...canaryBases,
  ...approvalBases,
  ...compareBases,
  ...withdrawals,
  ...adoptionBases,
  ...workerBases,
  ...neighbourBases,
  ...settingsBases,
];

/** The plainest kinds: there is time for pairs of faults of these. */
export const plainBases: readonly Schedule[] = [
  ...allBases,
  ...withdrawals,
  ...adoptionBases.filter(({ command }) => command !== "deploy"),
  ...recoveries.map((recovery): Schedule => ({ ...calmSchedule, start: "adopted", recovery })),
];

/** Of releases that windows and blockers may hold up. */
export const holds = [
  "windowsClose",
  "blockerGoesOn",
  "secondUrgent",
] as const satisfies FaultKind[];
const kinds = (Object.keys(faultKinds) as FaultKind[]).filter((kind) => !isHold(kind));
export const crashes: readonly FaultKind[] = ["kill", "killDeployer", "killEngine"];

/** Every fault of one kind at each moment where it can happen. */
export function faultsAt(places: readonly Place[], of: readonly FaultKind[] = kinds): Fault[] {
  return of.flatMap((kind) =>
    places.flatMap((place, moment) => {
      if (moment > 0 && fromTheStart.has(kind)) return [];
      return canHappenAt(kind, place) ? [{ moment, kind }] : [];
    }),
  );
}

/** Every single fault, with every way to recover, from either start, without hooks and with them. */
export async function* singles(
  bases: readonly Schedule[] = [...allBases, ...hookBases],
): AsyncGenerator<Schedule> {
  for (const base of bases) {
    const { places } = await simulate(base);
    for (const fault of faultsAt(places)) yield { ...base, faults: [fault] };
  }
}

/** Every crash point × every single fault, before it or during the recovery. */
export function crashesWithFault(bases?: readonly Schedule[]): AsyncGenerator<Schedule> {
  return pairs(crashes, kinds, bases);
}

/**
 * Every fault of the one kinds with every fault of the others, wherever both can happen in runs with the
 * rule broken: with the rule in place, some moments don't exist.
 */
export async function* pairs(
  of: readonly FaultKind[],
  and: readonly FaultKind[],
  bases: readonly Schedule[] = allBases,
  broken: BreakName | null = null,
): AsyncGenerator<Schedule> {
  for (const base of bases) {
    const { places } = await simulate(base, { broken });
    for (const one of faultsAt(places, of)) {
      const { places: after } = await simulate({ ...base, faults: [one] }, { broken });
      for (const other of faultsAt(after, and)) {
        if (cameBefore(other, one, of)) continue;
        yield { ...base, faults: [one, other].sort((a, b) => a.moment - b.moment) };
      }
    }
  }
}

/** This pair was produced already, in the other order. */
function cameBefore(other: Fault, one: Fault, of: readonly FaultKind[]): boolean {
  return of.includes(other.kind) && other.moment <= one.moment;
}

/** Each `step`th of many schedules: a sample that is the same each time. */
export async function* everyNth(
  schedules: AsyncGenerator<Schedule>,
  step: number,
): AsyncGenerator<Schedule> {
  let index = 0;
  for await (const schedule of schedules) if (index++ % step === 0) yield schedule;
}
