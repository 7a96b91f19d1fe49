import { isApproved } from "../../release/approval";
import { activeFreeze } from "../../release/freeze";
import type { ReleaseState } from "../../release/state";
import type { ReleaseRequest } from "../../release/transitions";
import { bluegreen } from "../course/commandLines";
import type { Environment } from "../world/environment";
import { refused } from "../world/errors";
import { callingPerson, describeFreeze } from "../world/person";
import { blocking, canaryMs, closedWindows, passing } from "./holds";
import type { Run } from "./run";

/** Why production may not reach the candidate for now, and what ends that. Nothing has failed. */
export interface Rest {
  reasons: readonly string[];
  next: string;
}

/** One thing that a release waits for. */
export interface Obstacle {
  /** A whole sentence. */
  why: string;
  /** What ends it, other than time; null: nothing that a command could do. */
  command: string | null;
  /** `--urgent` passes it. */
  passable?: true;
}

/** One kind of thing that a release may have to wait for. */
interface Look {
  of: (run: Run, environment: Environment) => Obstacle[] | Promise<Obstacle[]>;
  /** No release begins while there is such an obstacle. */
  fromBeginning: boolean;
}

const looks: readonly Look[] = [
  // The only one that takes time comes first: what the others see still holds when all have looked.
  { of: blockersNow, fromBeginning: true },
  { of: windowsNow, fromBeginning: true },
  {
    of: ({ ports: { stack }, rules }, { release }) =>
      rules.approval ? approvalIn(stack.name, release) : [],
    fromBeginning: false,
  },
  {
    of: ({ ports: { stack, clock }, rules }, { release }) =>
      rules.freeze ? freezeIn(stack.name, release, clock.nowMs()) : [],
    fromBeginning: true,
  },
];

/**
 * Why the release has to rest before production reaches its candidate; null: it may go on. From the switch on, and on
 * the way back, nothing keeps it.
 */
export async function restOf(run: Run, environment: Environment): Promise<Rest | null> {
  const phase = environment.release.current?.phase;
  if (phase !== "staged" && phase !== "canary") return null;
  const { urgent } = environment.release.current!;
  const obstacles = await obstaclesIn(looks, run, environment, urgent);
  if (obstacles.length === 0) return null;
  return {
    reasons: obstacles.map(({ why }) => why),
    next: restNext(run.ports.stack.name, obstacles),
  };
}

/** What to run, and when: after the commands that end what it waits for, or once that is over. */
export function restNext(stack: string, obstacles: readonly Obstacle[]): string {
  const commands = commandsOf(obstacles);
  const resume = bluegreen("resume", stack);
  const next =
    commands.length > 0 ? [...commands, resume].join("; then: ") : `once that is over: ${resume}`;
  if (!obstacles.every(({ passable }) => passable)) return next;
  return `${next}; if it can't wait: ${bluegreen("resume", stack, "--urgent <reason>")}`;
}

/** Refuses a release that could not go on now. Nobody asks for a rollback: that is never kept waiting. */
export async function requireMayBegin(
  run: Run,
  environment: Environment,
  { urgent }: Pick<ReleaseRequest, "urgent"> = {},
): Promise<void> {
  const fromBeginning = looks.filter((look) => look.fromBeginning);
  const obstacles = await obstaclesIn(fromBeginning, run, environment, urgent);
  if (obstacles.length === 0) return;
  const [found, ...reasons] = obstacles.map(({ why }) => why);
  const commands = commandsOf(obstacles);
  const next =
    commands.length > 0
      ? `${commands.join("; then: ")}; then run the command again`
      : "run the command again once that is over";
  const isPassable = obstacles.every(({ passable }) => passable);
  throw refused(found!, isPassable ? `${next}; ${passing}` : next, reasons);
}

async function obstaclesIn(
  some: readonly Look[],
  run: Run,
  environment: Environment,
  urgent: string | undefined,
): Promise<readonly Obstacle[]> {
  const found: Obstacle[] = [];
  for (const look of some) found.push(...(await look.of(run, environment)));
  return notPassed(found, urgent);
}

/** Those that a release is not urgent enough for. */
export function notPassed(
  obstacles: readonly Obstacle[],
  urgent: string | undefined,
): readonly Obstacle[] {
  return obstacles.filter(({ passable }) => !passable || urgent === undefined);
}

const commandsOf = (obstacles: readonly Obstacle[]) =>
  obstacles.flatMap(({ command }) => command ?? []);

/** What a release has to record if it needs approval. */
export async function recordedApproval({
  ports: { stack, inspector },
  owner,
}: Run): Promise<Pick<ReleaseRequest, "approval">> {
  const { approval: settings } = stack.settings;
  if (!settings?.beforeSwitch) return {};
  const { expiresHours, notByOwner } = settings;
  const begunBy = await callingPerson(inspector, owner);
  return { approval: { expiresHours, ...(notByOwner && { notByOwner }), begunBy } };
}

/** What the record alone says that a release waits for. */
export function recordedObstacles(
  stack: string,
  release: ReleaseState,
  nowMs: number,
): readonly Obstacle[] {
  return [...approvalIn(stack, release), ...freezeIn(stack, release, nowMs)];
}

/** Before it was asked for, nobody can give it. */
function approvalIn(stack: string, release: ReleaseState): Obstacle[] {
  const { current } = release;
  const asked = current?.approval?.asked;
  if (!asked || isApproved(release)) return [];
  const why = `it waits for approval of definition ${asked.definition} since ${asked.at}; the request expires at ${asked.expiresAt}`;
  return [{ why, command: bluegreen("approve", stack, "--release", current.id) }];
}

/** Going back to what served before is never kept waiting. */
function freezeIn(stack: string, release: ReleaseState, nowMs: number): Obstacle[] {
  const found = activeFreeze(release, nowMs);
  if (!found || release.current?.rollsBack) return [];
  return [
    { why: describeFreeze(stack, found), command: bluegreen("unfreeze", stack), passable: true },
  ];
}

function windowsNow({ ports, rules }: Run, { release }: Environment): Obstacle[] {
  if (!rules.windows || release.current?.rollsBack) return [];
  const { stack, clock } = ports;
  const why = closedWindows(stack.settings, clock.nowMs(), canaryMs({ ports }, release));
  return why === null ? [] : [{ why, command: null, passable: true }];
}

async function blockersNow(run: Run, environment: Environment): Promise<Obstacle[]> {
  if (environment.release.current?.rollsBack) return [];
  const found = await blocking(run, environment);
  return run.rules.blockers ? found.map((why) => ({ why, command: null })) : [];
}

/** Whether production reaches the candidate by an `up` from one state to the other, or more of it does. */
export function reachesUsers(
  { current: from }: ReleaseState,
  { current: to }: ReleaseState,
): boolean {
  const isBefore = from?.phase === "staged" || from?.phase === "canary";
  return isBefore && (to?.phase === "canary" || to?.phase === "switched");
}

/** An `up` by which production would have reached the candidate found that the release has to rest by now. */
export class RestNeeded extends Error {
  override readonly name = "RestNeeded";

  constructor(
    readonly rest: Rest,
    readonly environment: Environment,
  ) {
    super(rest.reasons.join("; "));
  }
}
