import { canHappenAt, type Place } from "../model/moments";
import {
  calmSchedule,
  type Fault,
  faultKinds,
  type FaultKind,
  type Recovery,
  type Schedule,
} from "../schedule";
import { simulate } from "../simulate";

/** Faults of an image are there from the beginning; the others can come at any moment. */
const fromTheStart = new Set<FaultKind>([
  "testsFail",
  "neverBoots",
  "neverHealthy",
  "slowBoot",
  "stragglers",
]);

const recoveries: readonly (readonly Recovery[])[] = [["resume"], ["abort"], ["rollback", "abort"]];

const starts = ["released", "first"] as const;
const kinds = Object.keys(faultKinds) as FaultKind[];
const crashes: readonly FaultKind[] = ["kill", "killDeployer", "killEngine"];

/** Every fault of one kind at each moment where it can happen. */
export function faultsAt(places: readonly Place[], of: readonly FaultKind[] = kinds): Fault[] {
  return of.flatMap((kind) =>
    places.flatMap((place, moment) => {
      if (moment > 0 && fromTheStart.has(kind)) return [];
      return canHappenAt(kind, place) ? [{ moment, kind }] : [];
    }),
  );
}

/** Every single fault, with every way to recover, from either start. */
export async function* singles(): AsyncGenerator<Schedule> {
  for (const start of starts) {
    for (const recovery of recoveries) {
      const base = { ...calmSchedule, start, recovery };
      const { places } = await simulate(base);
      for (const fault of faultsAt(places)) yield { ...base, faults: [fault] };
    }
  }
}

/** Every crash point × every single fault, also one that comes during the recovery. */
export async function* crashesWithFault(): AsyncGenerator<Schedule> {
  yield* withCrash((places, crash) => faultsAt(places).filter((fault) => !sameOrder(fault, crash)));
}

async function* withCrash(
  others: (places: readonly Place[], crash: Fault) => Fault[],
): AsyncGenerator<Schedule> {
  for (const start of starts) {
    for (const recovery of recoveries) {
      const base = { ...calmSchedule, start, recovery };
      const { places } = await simulate(base);
      for (const crash of faultsAt(places, crashes)) {
        const crashed = await simulate({ ...base, faults: [crash] });
        for (const fault of others(crashed.places, crash)) {
          yield { ...base, faults: inOrder([crash, fault]) };
        }
      }
    }
  }
}

/** Two crashes commute: only the later one comes second. */
function sameOrder(fault: Fault, crash: Fault): boolean {
  return crashes.includes(fault.kind) && fault.moment <= crash.moment;
}

export function inOrder(faults: readonly Fault[]): Fault[] {
  return [...faults].sort((a, b) => a.moment - b.moment);
}
