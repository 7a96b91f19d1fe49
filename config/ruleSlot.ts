import { createHash } from "node:crypto";

/** A service has this many rules on each edge's listener. */
export const rulesPerService = 4;

/** Slots that fit between the lowest and the highest priority of a listener, 1 and 50000. */
export const ruleSlots = 12250;

/** What of a service, also of one that was not read yet, says where its rules stand. */
export interface Placed {
  ruleSlot?: number | undefined;
}

/**
 * Where a service's rules stand on the listeners. It comes from the name alone, so adding or removing
 * a service moves no other service's rules; the setting `ruleSlot` resolves a collision.
 */
export function ruleSlot(name: string, service: Placed): number {
  return service.ruleSlot ?? slotOfName(name);
}

export function slotOfName(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE(0) % ruleSlots;
}

/** The first slot from `slot` on that is not taken. */
export function freeSlot(slot: number, taken: ReadonlySet<number>): number {
  let free = slot;
  while (taken.has(free)) free = (free + 1) % ruleSlots;
  return free;
}

/** Priorities of a service's rules; the listener takes the first rule that matches, lowest first. */
export function rulePriorities(slot: number) {
  const first = slot * rulesPerService + 1;
  return {
    header: { blue: first, green: first + 1 },
    test: first + 2,
    production: first + 3,
  };
}
