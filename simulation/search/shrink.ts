import { calmSchedule, type Fault, type Recovery, type Schedule } from "../schedule";

/** Tells whether a schedule still shows the finding. */
export type StillFails = (schedule: Schedule) => Promise<boolean>;

/** The smallest schedule found that still fails: fewer faults first, then a simpler rest. */
export async function shrink(failing: Schedule, stillFails: StillFails): Promise<Schedule> {
  let smallest = failing;
  for (;;) {
    const smaller = await firstFailing(simpler(smallest), stillFails);
    if (!smaller) return smallest;
    smallest = smaller;
  }
}

async function firstFailing(
  candidates: Iterable<Schedule>,
  stillFails: StillFails,
): Promise<Schedule | null> {
  for (const candidate of candidates) if (await stillFails(candidate)) return candidate;
  return null;
}

/** By itself; `rollback`, for one, never ends a release that waits for approval. */
function canEnd(command: Recovery): boolean {
  return command !== "rollback" && command !== "approve" && command !== "deploy";
}

/** One step simpler, biggest steps first; each is strictly simpler, so shrinking ends. */
function* simpler(schedule: Schedule): Generator<Schedule> {
  const { faults, recovery } = schedule;
  for (const fault of faults) yield { ...schedule, faults: without(faults, fault) };
  if (schedule.edited) yield { ...schedule, edited: null };
  if (schedule.thenRollBack) yield { ...schedule, thenRollBack: false };
  if (schedule.worker && schedule.services > 0) yield { ...schedule, worker: null };
  if (schedule.neighbour) yield { ...schedule, neighbour: null };
  if (schedule.hooks) yield { ...schedule, hooks: false };
  if (schedule.approval) yield { ...schedule, approval: false };
  if (schedule.compare) yield { ...schedule, compare: false };
  if (schedule.windows) yield { ...schedule, windows: false };
  if (schedule.canary) yield { ...schedule, canary: false };
  if (schedule.services > calmSchedule.services) yield { ...schedule, services: 1 };
  if (schedule.start !== calmSchedule.start) yield { ...schedule, start: calmSchedule.start };
  if (recovery.join() !== calmSchedule.recovery.join()) {
    yield { ...schedule, recovery: calmSchedule.recovery };
  }
  if (recovery.length > 1)
    for (const command of recovery.filter(canEnd)) yield { ...schedule, recovery: [command] };
  for (const fault of faults) yield* earlier(schedule, fault);
}

/** The same fault at earlier moments: the first, half way, one before. */
function* earlier(schedule: Schedule, fault: Fault): Generator<Schedule> {
  const others = without(schedule.faults, fault);
  const moments = new Set([0, Math.floor(fault.moment / 2), fault.moment - 1]);
  for (const moment of moments) {
    if (moment < 0 || moment >= fault.moment) continue;
    const faults = [...others, { ...fault, moment }].sort((a, b) => a.moment - b.moment);
    yield { ...schedule, faults };
  }
}

function without(faults: readonly Fault[], fault: Fault): Fault[] {
  return faults.filter((one) => one !== fault);
}
