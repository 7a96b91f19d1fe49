import { retiringColor } from "./routing";
import {
  type Color,
  type CurrentRelease,
  otherColor,
  type Phase,
  type ReleasedService,
  type ReleaseState,
  serviceState,
  type ServiceState,
  type Takeover,
} from "./state";
import { waitingWorkers } from "./workers";

/** What a release brings to one service: an image pinned by digest and how many tasks of it. */
export interface Candidate {
  image: string;
  size: number;
  /** Tasks of the active fleet as the release starts; without it they are as recorded. */
  serving?: number;
  /** Of a worker. */
  worker?: Takeover;
}

export interface ReleaseRequest {
  id: string;
  owner: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  services: Record<string, Candidate>;
}

/** The color that a release of the service goes to: beside the active one, blue at first. */
export function candidateColor(service: ServiceState): Color {
  return service.activeColor ? otherColor(service.activeColor) : "blue";
}

/** Before step 1, where a hook needs it: the candidates' fleets get their image, and nothing runs yet. */
export function define(state: ReleaseState, request: ReleaseRequest): ReleaseState {
  if (state.current) throw new Error(`release ${state.current.id} is under way`);
  const services = { ...state.services };
  const parts: CurrentRelease["services"] = {};
  for (const [name, { image, size, serving, worker }] of Object.entries(request.services)) {
    const before = serviceState(state, name);
    const candidate = candidateColor(before);
    const fleets = { ...before.fleets, [candidate]: { image, size: 0 } };
    const { activeColor } = before;
    if (activeColor && serving !== undefined) {
      fleets[activeColor] = { ...fleets[activeColor], size: serving };
    }
    services[name] = { ...before, fleets };
    const sizes = { blue: fleets.blue.size, green: fleets.green.size, [candidate]: size };
    parts[name] = { candidate, sizes, ...(worker && { worker }) };
  }
  const { id, owner, startedAt } = request;
  return {
    ...state,
    services,
    current: { id, services: parts, phase: "defined", owner, startedAt },
  };
}

/**
 * Steps 1-3: the candidates' fleets get their size; production is as before. A worker that runs consumes,
 * so that its candidate waits for the switch.
 */
export function start(state: ReleaseState): ReleaseState {
  const current = expectPhase(state, "defined");
  const parts = Object.entries(current.services).map(([name, part]) => [
    name,
    part.worker ? part : { candidate: part.candidate },
  ]);
  const started = mapParts(state, current, (service, part) =>
    part.worker ? service : resized(service, part.candidate, sizeOf(part, part.candidate)),
  );
  const services = Object.fromEntries(parts) as CurrentRelease["services"];
  return { ...started, current: { ...current, services, phase: "staged" } };
}

/** Steps 1-3 in one. */
export function stage(state: ReleaseState, request: ReleaseRequest): ReleaseState {
  return start(define(state, request));
}

/**
 * Step 5: the candidates become active, or nothing does. `ttlSeconds` is that of the answers which clients
 * hold by then. A worker's candidate starts where it may run beside the old fleet; else that one stops, and
 * the candidate waits for `handOver`.
 */
export function switchOver(state: ReleaseState, ttlSeconds = 0): ReleaseState {
  const current = expectPhase(state, "staged");
  const switched = mapParts(state, current, (service, part) => ({
    ...moved(service, part, part.candidate),
    activeColor: current.leaves ? null : part.candidate,
  }));
  return { ...switched, current: { ...withTtl(current, ttlSeconds), phase: "switched" } };
}

function moved(service: ServiceState, part: ReleasedService, to: Color): ServiceState {
  if (part.worker === "overlap") return resized(service, to, sizeOf(part, to));
  return part.worker ? resized(service, otherColor(to), 0) : service;
}

/** The workers' fleets that production is on start, once whoever calls has seen the others stopped. */
export function handOver(state: ReleaseState): ReleaseState {
  const current = expectPhase(state, "switched", "returning");
  return mapParts(state, current, (service, part) => {
    const { activeColor } = service;
    return part.worker && activeColor
      ? resized(service, activeColor, sizeOf(part, activeColor))
      : service;
  });
}

/** Who takes services out of production, and when. */
export type Withdrawal = Omit<ReleaseRequest, "services"> & { services: readonly string[] };

/**
 * The way out of production is a release whose candidates are nothing: staged by saying so, switched by
 * taking the names away. Both edges lead who still comes to the fleet that served; the drain, the stop and
 * every way back are those of any release.
 */
export function leave(state: ReleaseState, request: Withdrawal): ReleaseState {
  if (state.current) throw new Error(`release ${state.current.id} is under way`);
  const parts = request.services.map((name) => {
    const { activeColor } = serviceState(state, name);
    if (!activeColor) throw new Error(`${name} does not serve production`);
    return [name, { candidate: otherColor(activeColor) }];
  });
  const { id, owner, startedAt } = request;
  const services = Object.fromEntries(parts) as CurrentRelease["services"];
  const current = { id, services, phase: "staged", owner, startedAt, leaves: true } as const;
  return { ...state, current };
}

/** Names of the services that serve production. */
export function activeServices({ services }: ReleaseState): string[] {
  return Object.keys(services).filter((name) => services[name]!.activeColor !== null);
}

/**
 * Takes a switch back: the old fleets are active again, the candidates still run. Also from `staged`:
 * an `up` that failed may have switched in part, and whoever cannot know treats it as having happened.
 * A worker's candidate stops where the old fleet did, which then waits for `handOver`.
 */
export function switchBack(state: ReleaseState, ttlSeconds = 0): ReleaseState {
  const current = expectPhase(state, "staged", "switched");
  const returned = mapParts(state, current, (service, part) => {
    const old = otherColor(part.candidate);
    const served = Math.max(service.fleets[old].size, sizeOf(part, old)) > 0;
    const back = part.worker === "handover" ? resized(service, part.candidate, 0) : service;
    return { ...back, activeColor: served ? old : null };
  });
  return { ...returned, current: { ...withTtl(current, ttlSeconds), phase: "returning" } };
}

/** Step 6, and the end of every release: the fleets that do not serve production stop. */
export function retire(state: ReleaseState): ReleaseState {
  return { ...stopRetiring(state), current: null };
}

/** Step 6 of a release that has something to do after it: a hook. */
export function retireAndStay(state: ReleaseState): ReleaseState {
  const current = expectPhase(state, "switched");
  return { ...stopRetiring(state), current: { ...current, phase: "retired" } };
}

/** Notes hooks that are to run once, before any of them is started. */
export function beginHooks(state: ReleaseState, hooks: readonly string[]): ReleaseState {
  const { current } = state;
  if (!current) throw new Error("no release is under way");
  return {
    ...state,
    current: { ...current, begunHooks: [...(current.begunHooks ?? []), ...hooks] },
  };
}

function stopRetiring(state: ReleaseState): ReleaseState {
  const { current } = state;
  if (!current) throw new Error("no release is under way");
  const [waiting] = waitingWorkers(state);
  if (waiting) throw new Error(`${waiting} would end with no fleet that runs`);
  return mapParts(state, current, (service, part) =>
    resized(service, retiringColor({ phase: current.phase, ...part }), 0),
  );
}

function sizeOf({ sizes }: ReleasedService, color: Color): number {
  return sizes?.[color] ?? 0;
}

function resized(service: ServiceState, color: Color, size: number): ServiceState {
  const { fleets } = service;
  return { ...service, fleets: { ...fleets, [color]: { ...fleets[color], size } } };
}

/** The larger one counts: some clients hold the answer from before the first move of this release. */
function withTtl(current: CurrentRelease, ttlSeconds: number): CurrentRelease {
  const largest = Math.max(current.ttlSeconds ?? 0, ttlSeconds);
  return largest > 0 ? { ...current, ttlSeconds: largest } : current;
}

function expectPhase({ current }: ReleaseState, ...expected: Phase[]): CurrentRelease {
  if (!current || !expected.includes(current.phase)) {
    throw new Error(
      `expected a ${expected.join(" or ")} release, found ${current?.phase ?? "none"}`,
    );
  }
  return current;
}

function mapParts(
  state: ReleaseState,
  current: CurrentRelease,
  change: (service: ServiceState, part: ReleasedService) => ServiceState,
): ReleaseState {
  const services = { ...state.services };
  for (const [name, part] of Object.entries(current.services)) {
    services[name] = change(serviceState(state, name), part);
  }
  return { ...state, services };
}
