import type { CurrentRelease, ReleaseState } from "./state";

/** A share of production for the candidate, and how long it serves that before the next one. */
export interface CanaryStep {
  percent: number;
  minutes: number;
}

/** By service, in rising order; a service without steps has no share before the switch. */
export type CanarySteps = Readonly<Record<string, readonly CanaryStep[]>>;

/** Percent of production by service. */
export type Shares = Record<string, number>;

type Released = Pick<CurrentRelease, "services">;

/**
 * The rounds still to come, in order: the share of each service with steps. All services move together; one whose
 * steps are over keeps its last share. Nothing but the shares is recorded, so steps may be edited between two rounds.
 */
export function roundsLeft({ services }: Released, steps: CanarySteps): Shares[] {
  const parts = Object.entries(services).flatMap(([name, { share = 0 }]) => {
    const all = steps[name] ?? [];
    const left = all.map(({ percent }) => percent).filter((percent) => percent > share);
    return all.length > 0 ? [{ name, share, left }] : [];
  });
  const rounds = Math.max(0, ...parts.map(({ left }) => left.length));
  return Array.from({ length: rounds }, (_, round) =>
    Object.fromEntries(
      parts.map(({ name, share, left }) => [name, left[round] ?? left.at(-1) ?? share]),
    ),
  );
}

/** How long shares serve: as long as the longest of the services' steps; 0 where none has one. */
export function roundMinutes(shares: Shares, steps: CanarySteps): number {
  return Math.max(
    0,
    ...Object.entries(shares).map(([name, share]) => minutesAt(share, steps[name])),
  );
}

function minutesAt(share: number, steps: readonly CanaryStep[] = []): number {
  return steps.findLast(({ percent }) => percent <= share)?.minutes ?? 0;
}

/** `5 % of users, 20 % of matching` */
export function describeShares(shares: Shares): string {
  const all = Object.entries(shares).map(([service, share]) => `${share} % of ${service}`);
  return all.join(", ");
}

/** The shares that are recorded while a canary is in progress, in words; empty if there are none. */
export function canaryShares({ current }: ReleaseState): string {
  return current?.phase === "canary" ? describeShares(sharesOf(current)) : "";
}

/** The shares that the release has now, without those of 0. */
export function sharesOf({ services }: Released): Shares {
  return Object.fromEntries(
    Object.entries(services).flatMap(([name, { share }]) => (share ? [[name, share]] : [])),
  );
}
