import type { Takeover } from "../release/state";
import { type Edit, edits } from "./model/settingsFile";

/** What can go wrong at one moment of a run, and what it means. */
export const faultKinds = {
  kill: "SIGKILL of deployer and Pulumi: a lock and a pending operation are left",
  killDeployer:
    "SIGKILL of the deployer only: Pulumi finishes what is in flight and releases the lock",
  killEngine: "SIGKILL of Pulumi only: the deployer sees a failed `up`, and the lock is left",
  failBefore: "a resource fails without any effect",
  failAfter: "a resource changes, but its call reports a failure",
  landsLate: "the call for a rule or record fails, but its change happens some seconds later",
  replyLost: "the `up` succeeds, but the deployer hears that it failed",
  timeout: "a call of the deployer times out",
  freeze: "the deployer is suspended for minutes at this moment, then continues",
  testsFail: "the new image fails its tests",
  neverBoots: "tasks of the new image exit at once",
  neverHealthy: "tasks of the new image never become healthy",
  slowBoot: "tasks of the new image take 15 s longer to start",
  slow: "tasks of the new image answer slower than a comparison allows",
  newDies: "tasks of the new image die, and die again whenever they start",
  newDiesBriefly: "all tasks of the new image die and are replaced",
  newLosesOne: "one task of the new image dies and is replaced",
  oldDiesBriefly: "all tasks of the old image die and are replaced",
  serverSlow: "one authoritative server lags 5 s from here on",
  serversSlow: "all authoritative servers lag 5 s from here on",
  serverStuck: "one authoritative server takes no change for 400 s",
  serverSilent: "one authoritative server does not answer the deployer for 20 s",
  alarmGoesOff: "the alarms of every service go off and stay on",
  windowsClose: "the release windows, where there are any, close for a minute and a half",
  blockerGoesOn:
    "an alarm that blocks releases, where there is one, goes off for a minute and a half",
  clockJumps: "the deployer's wall clock jumps an hour ahead",
  clockFallsBack: "the deployer's wall clock jumps an hour back",
  hooksFail: "the hooks fail from here on",
  hookHangs: "the hooks never end from here on",
  tasksForgotten: "from here on, one-off tasks that have stopped are unknown",
  stragglers: "clients that never resolve again keep both load balancers busy",
  unlockForgets: "releasing the stack's lock drops its pending operations",
  plainUp: "somebody runs a plain `pulumi up` from a stale checkout",
  editVariable: `somebody ${edits.variable}`,
  editWrong: `somebody ${edits.wrong}`,
  editCrash: `somebody ${edits.crash}`,
  editPath: `somebody ${edits.path}`,
  editSize: `somebody ${edits.size}`,
  secondDeploy: "somebody starts a second `deploy`, of the neighbour if there is one",
  secondSettings: "somebody starts a second `deploy`, of changed settings alone",
  secondRestart: "somebody starts a second `deploy`, to restart what serves",
  secondResume: "somebody runs `resume`",
  secondUrgent: "somebody runs `resume --urgent`",
  secondAbort: "somebody runs `abort`",
  secondRollback: "somebody runs `rollback`",
  secondApprove: "somebody approves the release in progress",
  secondReject: "somebody rejects the release in progress",
  secondFreeze: "somebody freezes the environment for a minute",
} as const;

export type FaultKind = keyof typeof faultKinds;

/** A moment is one call of a deployer or one step of Pulumi, counted from 0 over the whole run. */
export interface Fault {
  moment: number;
  kind: FaultKind;
}

/** `deploy`: somebody unlocks the stack and starts a release, as if none had been under way. */
export type Recovery =
  "resume" | "urgent" | "abort" | "rollback" | "deploy" | "approve" | "reject" | "adopt" | "finish";

/** Everything that determines a run: the same schedule gives the same timeline. */
export interface Schedule {
  /**
   * What runs first: a release of an image, of settings alone or of neither, decommissioning services, an adoption,
   * a rollback, or the end of an adoption.
   */
  command: "deploy" | "settings" | "restart" | "withdraw" | "adopt" | "rollback" | "finish";
  /** How people have edited the settings before the run; null: not at all. */
  edited: Edit | null;
  /**
   * `released`: blue serves the old image. `first`: nothing was ever released. `elsewhere`: the same, and the names
   * are served from elsewhere. `adopted`: they have been adopted. `moved`: and released since.
   */
  start: "released" | "first" | "elsewhere" | "adopted" | "moved";
  /** APIs. */
  services: 0 | 1 | 2;
  /** A worker is released with them, or alone. */
  worker: Takeover | null;
  /**
   * Another API that is released separately: every `deploy` but the first is of it. `unfinished`: the
   * last `up` before the run failed before it had stopped the neighbour's old fleet.
   */
  neighbour: "settled" | "unfinished" | null;
  /** Every service has each of the hooks. */
  hooks: boolean;
  /** Every API has a canary of two steps. */
  canary: boolean;
  /** Every release needs approval. */
  approval: boolean;
  /** The versions of every API are compared before the switch. */
  compare: boolean;
  /** The environment has release windows, and an alarm that blocks releases. */
  windows: boolean;
  /** Tried in turn, again and again, until the release has ended. */
  recovery: readonly Recovery[];
  /** After a release that ended: roll it back, which is a release of the previous image. */
  thenRollBack: boolean;
  /** Ascending by moment. */
  faults: readonly Fault[];
}

export const calmSchedule: Schedule = {
  command: "deploy",
  edited: null,
  start: "released",
  services: 1,
  worker: null,
  neighbour: null,
  hooks: false,
  canary: false,
  approval: false,
  compare: false,
  windows: false,
  recovery: ["resume"],
  thenRollBack: false,
  faults: [],
};

/** `at 17 kill, at 30 timeout; released, recovery by resume`. */
export function describeSchedule(schedule: Schedule): string {
  const faults = schedule.faults.map(({ moment, kind }) => `at ${moment} ${kind}`).join(", ");
  const services = schedule.services === 1 ? "" : `, ${schedule.services} services`;
  const worker = schedule.worker ? `, a worker with ${schedule.worker}` : "";
  const neighbour = schedule.neighbour ? `, with a neighbour (${schedule.neighbour})` : "";
  const hooks = schedule.hooks ? ", with hooks" : "";
  const canary = schedule.canary ? ", with a canary" : "";
  const approval = schedule.approval ? ", with approval" : "";
  const compare = schedule.compare ? ", compared" : "";
  const windows = schedule.windows ? ", with windows and a blocker" : "";
  const then = schedule.thenRollBack ? ", then rolled back" : "";
  const edited = schedule.edited ? `, edited (${schedule.edited})` : "";
  const what = schedule.command === "deploy" ? "" : `${schedule.command}, `;
  return (
    `${faults || "no fault"}; ` +
    `${what}${schedule.start}${edited}${services}${worker}${neighbour}${hooks}${canary}${approval}${compare}${windows}, recovery by ` +
    `${schedule.recovery.join(" and ")}${then}`
  );
}
