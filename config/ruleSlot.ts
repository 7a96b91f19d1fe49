import { createHash } from "node:crypto";

/** Number of rules that a service has on each load balancer's listener. */
export const rulesPerService = 4;

/** Slots that fit between a listener's lowest and highest priority, 1 and 50000. */
export const ruleSlots = 12250;

/** The settings that decide a service's slot, also of a service that has not been validated yet. */
export interface Placed {
  ruleSlot?: number | undefined;
}

/**
 * Slot of a service's rules on the listeners. It is derived from the name alone, so adding or removing a
 * service never moves another service's rules; the setting `ruleSlot` resolves a collision.
 */
export function ruleSlot(name: string, service: Placed): number {
  return service.ruleSlot ?? slotOfName(name);
}

export function slotOfName(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE(0) % ruleSlots;
}

/** The first free slot at or after `slot`. */
export function freeSlot(slot: number, taken: ReadonlySet<number>): number {
  let free = slot;
  while (taken.has(free)) free = (free + 1) % ruleSlots;
  return free;
}

/**
 * Priorities of a service's rules. A listener uses the first rule that matches, lowest priority number
 * first.
 */
export function rulePriorities(slot: number) {
  const first = slot * rulesPerService + 1;
  return {
    header: { blue: first, green: first + 1 },
    test: first + 2,
    production: first + 3,
  };
}
