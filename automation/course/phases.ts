import type { CurrentRelease, Phase, ReleaseState } from "../../release/state";
import { otherColor } from "../../release/state";
import { waitingWorkers } from "../../release/workers";

/** A phase at rest in words: what `status` says of a release in it, and what `explain` and the runbook print. */
export interface PhaseWords {
  /** What a person sees, short enough for a heading. */
  heading: string;
  /** The same of a decommission, which has three of the phases. */
  headingOfDecommission?: string;
  /** The same of a release of workers alone. */
  headingOfWorkers?: string;
  /** Goes on after `release r-1 of users, …,`; `stops` says when the fleet that is to go stops. */
  ofApis: (stops: string) => string;
  /** Of a release of workers alone; a worker has no canary. */
  ofWorkers?: string;
  /** Of a decommission of these services; it has three of the phases. */
  ofDecommission?: (names: string, stops: string) => string;
  /** What it means, at more length. */
  means: string;
  /** What `resume` does from here. */
  on: string;
  /** What ends the release without its candidate, and what that does. */
  off: string;
  /** The command of `off`. */
  offCommand: "abort" | "rollback" | null;
}

export const phaseWords: Readonly<Record<Phase, PhaseWords>> = {
  defined: {
    heading: "The new version is registered, but not running yet",
    ofApis: () =>
      "has registered the new version but not started it; production is untouched, and the hooks before its start come next.",
    ofWorkers:
      "has registered the new version; production is untouched, and the hooks before its self-test come next.",
    means:
      "Only a release with a `beforeStage` hook has this phase. The hook comes next, or has already run. Production is untouched.",
    on: "runs the hook (again), then starts the candidate",
    off: "ends the release; the candidate never ran",
    offCommand: "abort",
  },
  staged: {
    heading: "The candidate runs beside production",
    headingOfDecommission: "About to leave production",
    headingOfWorkers: "The new version is registered, and starts with the switch",
    ofApis: () =>
      "has its candidate running beside production, which is untouched; tests and switch come next.",
    ofWorkers:
      "has registered the new version, which runs nothing before the switch; production is untouched; self-test and switch come next.",
    ofDecommission: (names) => `is about to take ${names} out of production, which is untouched.`,
    means:
      "Steps 1 to 3 are done: both fleets run, and the test name leads to the candidate. The tests may or may not " +
      "have run. If the deployer was killed during the switch, production's name may already have moved; `resume` " +
      "prints what the record, Pulumi and DNS say, and both fleets keep serving either way.",
    on: "tests the candidate (again), then switches",
    off: "points production at the old fleet again in case it had moved, waits for clients to leave, and stops the candidate",
    offCommand: "abort",
  },
  canary: {
    heading: "A share of production goes to the candidate",
    ofApis: () =>
      "forwards a share of production to the candidate; its names have not moved, and the rest of the canary and the switch come next.",
    means:
      "Only a service with `canary` has this phase. Both load balancers forward to both versions. While " +
      "no deployer is running, nothing watches the candidate: `resume` or `abort` soon.",
    on: "keeps the share and watches it for all of its minutes again, then continues with the next one and the switch",
    off: "sends everything back to the old version in one `up`, drains clients in case the switch had begun, and stops the candidate",
    offCommand: "abort",
  },
  switched: {
    heading: "Production is on the new version; the old fleet still runs",
    headingOfDecommission:
      "Out of production; the fleet still runs for clients that hold its address",
    headingOfWorkers: "Production is on the new version",
    ofApis: (stops) =>
      `has switched production to the candidate; the old fleet still runs for clients that hold its address, and stops ${stops}.`,
    ofWorkers: "has production on the candidate; it ends next, once the candidate is running.",
    ofDecommission: (names, stops) =>
      `has taken ${names} out of production; the old fleet still runs for clients that hold its address, and stops ${stops}.`,
    means:
      "Step 5 is recorded. Clients that still hold the old address are served by the old fleet. If the deployer was " +
      "killed while it stopped the old fleet, the phase is still this one; `resume` notices.",
    on: "waits until every name server agrees, drains in full, then stops the old fleet",
    off:
      "points both load balancers at the old fleet within one `up`; the name follows, then the candidate drains and " +
      "stops. Once the old fleet has begun to stop there is nothing to roll back to: the release is finished " +
      "instead, and `rollback --service <name>` then releases the previous version",
    offCommand: "rollback",
  },
  returning: {
    heading: "Rolling back: production is on the old version again",
    headingOfDecommission: "Back in production",
    ofApis: (stops) =>
      `has rolled production back to the old fleet; the candidate still runs and stops ${stops}.`,
    ofWorkers: "has rolled production back to the old fleet; it ends next.",
    ofDecommission: (names) => `has brought ${names} back into production; it ends next.`,
    means: "Both load balancers serve the old fleet. DNS points there, or is about to.",
    on: "drains, then stops the candidate",
    off: "does the same as `resume` here",
    offCommand: null,
  },
  retired: {
    heading: "The old fleet has stopped; the last hooks are left",
    ofApis: () =>
      "has stopped the old fleet and serves production alone; its last hooks and the clean-up of permissions come next.",
    ofWorkers:
      "has stopped the old fleet and serves production alone; its last hooks and the clean-up of permissions come next.",
    means:
      "Only the new version serves production. Its `afterRetire` hooks are left to run, and permissions that only the old version needed are left to remove.",
    on: "runs the hooks and ends the release",
    off: "skips the hooks; then use `rollback --service <name>` if you want the previous version",
    offCommand: "abort",
  },
};

/** Of a page about a release. */
export function phaseHeading({ phase, leaves, services }: CurrentRelease): string {
  const { heading, headingOfDecommission, headingOfWorkers } = phaseWords[phase];
  if (leaves) return headingOfDecommission ?? heading;
  const areWorkers = Object.values(services).every(({ worker }) => worker);
  return (areWorkers ? headingOfWorkers : undefined) ?? heading;
}

/** What a release is doing, as the end of a sentence that begins with the release. */
export function doing(release: ReleaseState, current: CurrentRelease, stops: string): string {
  const words = phaseWords[current.phase];
  const names = Object.keys(current.services).join(", ");
  if (current.leaves) return words.ofDecommission?.(names, stops) ?? words.ofApis(stops);
  const handover = handingOver(release);
  if (Object.values(current.services).every(({ worker }) => worker)) {
    return handover || (words.ofWorkers ?? words.ofApis(stops));
  }
  return [words.ofApis(stops), handover && `Its workers: it ${handover}`].join(" ").trimEnd();
}

/** What a release does for its workers that wait for their turn; empty when none does. */
export function handingOver(release: ReleaseState): string {
  const waiting = waitingWorkers(release);
  if (waiting.length === 0) return "";
  const fleets = waiting.map((name) => {
    const { activeColor } = release.services[name]!;
    return `${name} ${activeColor} starts once ${name} ${otherColor(activeColor!)} has stopped`;
  });
  return `is handing over; no jobs are processed until the new fleet starts: ${fleets.join(", ")}.`;
}

/** The command beside `resume`, for people who do not want to go on. */
export function otherWay({ phase }: CurrentRelease, stack: string): string {
  switch (phaseWords[phase].offCommand) {
    case "rollback":
      return `to roll back: bluegreen rollback --stack ${stack}`;
    case "abort":
      return phase === "retired"
        ? `to skip them: bluegreen abort --stack ${stack}`
        : `to give up: bluegreen abort --stack ${stack}`;
    case null:
      return "then deploy again";
  }
}
