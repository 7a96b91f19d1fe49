import type { Fault, FaultKind } from "../schedule";
import type { Deployer } from "./deployer";

/** A moment: what its deployer, or the deployer's Pulumi process, is about to do. */
export type Place = "call" | "sleep" | "begin" | "before" | "after" | "outputs" | "reply";

/** Faults that hit the process at the moment, and where; all others hit its surroundings. */
const placesOf: Partial<Record<FaultKind, readonly Place[]>> = {
  kill: ["call", "sleep", "begin", "before", "after", "outputs", "reply"],
  killDeployer: ["before", "after", "outputs"],
  killEngine: ["before", "after", "outputs"],
  failBefore: ["before"],
  landsLate: ["before"],
  failAfter: ["after"],
  replyLost: ["reply"],
  timeout: ["call"],
  freeze: ["call", "sleep", "before"],
};

export function canHappenAt(kind: FaultKind, place: Place): boolean {
  return placesOf[kind]?.includes(place) ?? true;
}

/** Counts the moments of a run and decides which faults of the schedule happen at each. */
export class Moments {
  count = 0;
  private next = 0;

  constructor(
    private readonly faults: readonly Fault[],
    private readonly befall: (kind: FaultKind, deployer: Deployer) => void,
    /** Called at every moment, to learn which faults can happen where. */
    private readonly visit: (place: Place) => void,
  ) {}

  /** The fault that hits the process at this moment; null: none. */
  pass(deployer: Deployer, place: Place): FaultKind | null {
    const moment = this.count++;
    this.visit(place);
    let own: FaultKind | null = null;
    while (this.next < this.faults.length && this.faults[this.next]!.moment <= moment) {
      const { kind } = this.faults[this.next++]!;
      if (!placesOf[kind]) this.befall(kind, deployer);
      else if (canHappenAt(kind, place)) own ??= kind;
    }
    return own;
  }
}
