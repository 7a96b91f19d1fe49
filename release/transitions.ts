import { isDeepStrictEqual } from "node:util";
import { type CanarySteps, roundsLeft } from "./canary";
import { leftTtlSeconds, originTtls, returnsToOrigin } from "./origin";
import { retiringColor } from "./routing";
import {
  type Approval,
  type Color,
  type CurrentRelease,
  definitionOf,
  type Fleet,
  type FleetSettings,
  type Label,
  otherColor,
  type Phase,
  type ReleasedService,
  type ReleaseState,
  serviceState,
  type ServiceState,
  type Takeover,
} from "./state";
import { waitingWorkers } from "./workers";

/** The new version of one service: an image pinned by digest, and its number of tasks. */
export interface Candidate {
  image: string;
  size: number;
  /** Tasks of the active fleet when the release starts; defaults to the recorded number. */
  serving?: number;
  /** Workers only. */
  worker?: Takeover;
  /** What its fleet keeps of the service's settings until it is released again. */
  settings?: FleetSettings | undefined;
  label?: Label | undefined;
  /** See Fleet. */
  called?: boolean | undefined;
}

export interface ReleaseRequest {
  id: string;
  owner: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  services: Record<string, Candidate>;
  /** It brings back what served before. */
  rollsBack?: true | undefined;
  /** See CurrentRelease. */
  urgent?: string | undefined;
  skipsCanary?: true | undefined;
  hasCanary?: true | undefined;
  approval?: Approval | undefined;
}

/** The color that a release of the service goes to: the one that is not active, at first blue. */
export function candidateColor(service: ServiceState): Color {
  return service.activeColor ? otherColor(service.activeColor) : "blue";
}

/**
 * Before step 1, if a hook needs it: the candidates' fleets get their image, and nothing runs yet.
 */
export function define(state: ReleaseState, request: ReleaseRequest): ReleaseState {
  if (state.current) throw new Error(`release ${state.current.id} is in progress`);
  const services = { ...state.services };
  const parts: CurrentRelease["services"] = {};
  for (const [name, { size, serving, worker, ...definition }] of Object.entries(request.services)) {
    const before = serviceState(state, name);
    const candidate = candidateColor(before);
    const fleets = { ...before.fleets, [candidate]: fleetOf(definition) };
    const { activeColor } = before;
    if (activeColor && serving !== undefined) {
      fleets[activeColor] = { ...fleets[activeColor], size: serving };
    }
    services[name] = { ...before, fleets };
    const sizes = { blue: fleets.blue.size, green: fleets.green.size, [candidate]: size };
    parts[name] = { candidate, sizes, ...(worker && { worker }) };
  }
  const { id, owner, startedAt, rollsBack, urgent, skipsCanary, hasCanary, approval } = request;
  const kept = {
    ...(rollsBack && { rollsBack }),
    ...(urgent !== undefined && { urgent }),
    ...(skipsCanary && { skipsCanary }),
    ...(hasCanary && { hasCanary }),
    ...(approval && { approval }),
  };
  return {
    ...state,
    services,
    current: { id, services: parts, phase: "defined", owner, startedAt, ...kept },
  };
}

function fleetOf({ image, label, settings, called }: Omit<Candidate, "size">): Fleet {
  return {
    ...{ image, size: 0 },
    ...(label && { label }),
    ...(settings && { settings }),
    ...(called !== undefined && { called }),
  };
}

/**
 * Steps 1-3: the candidates' fleets get their size; production is unchanged. A running worker consumes
 * jobs, so a worker's candidate waits for the switch.
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

/** Steps 1-3 in one `up`. */
export function stage(state: ReleaseState, request: ReleaseRequest): ReleaseState {
  return start(define(state, request));
}

/**
 * The next round of a canary: both load balancers forward more of production to the candidates. Null when none is
 * left.
 */
export function shift(state: ReleaseState, steps: CanarySteps): ReleaseState | null {
  const { promoted: _, ...current } = expectPhase(state, "staged", "canary");
  const [shares] = roundsLeft(current, steps);
  if (!shares) return null;
  const services = Object.fromEntries(
    Object.entries(current.services).map(([name, part]) => {
      const share = shares[name];
      return [name, share === undefined ? part : { ...part, share }];
    }),
  );
  return { ...state, current: { ...current, services, phase: "canary" } };
}

/** Ends the present round of a canary: its deployer goes on with the next one. */
export function promote(state: ReleaseState): ReleaseState {
  return { ...state, current: { ...expectPhase(state, "canary"), promoted: true } };
}

/** Takes the shares of a canary back; the candidates keep running, as before its first round. */
export function holdBack(state: ReleaseState): ReleaseState {
  const current = withShares(expectPhase(state, "canary"), 0);
  return { ...state, current: { ...current, phase: "staged" } };
}

/** Every service that has a share gets this one; 0: it has none any more. */
function withShares(current: CurrentRelease, share: 0 | 100): CurrentRelease {
  const { promoted: _, ...rest } = current;
  const services = Object.entries(current.services).map(([name, { share: had, ...part }]) => [
    name,
    had && share > 0 ? { ...part, share } : part,
  ]);
  return { ...rest, services: Object.fromEntries(services) as CurrentRelease["services"] };
}

/**
 * Step 5: the candidates become active, or nothing if services are being decommissioned. `ttlSeconds` is
 * the TTL of the answers that clients hold at that time. A worker's candidate starts now if it may
 * overlap with the old fleet; if not, the old fleet stops, and the candidate waits for `handOver`. After a canary
 * both load balancers forward everything to the candidate, so that nobody is served by the old version again.
 * Answers of an origin count by its record too: its name servers may not have been reachable.
 */
export function switchOver(state: ReleaseState, ttlSeconds = 0): ReleaseState {
  const current = expectPhase(state, "staged", "canary");
  const switched = mapParts(state, current, (service, part) => ({
    ...moved(service, part, part.candidate),
    activeColor: current.leaves ? null : part.candidate,
  }));
  const origins = current.leaves ? [] : originTtls(state, current);
  const kept = withShares(withTtl(current, Math.max(ttlSeconds, ...origins)), 100);
  return { ...switched, current: { ...kept, phase: "switched" } };
}

function moved(service: ServiceState, part: ReleasedService, to: Color): ServiceState {
  if (part.worker === "overlap") return resized(service, to, sizeOf(part, to));
  return part.worker ? resized(service, otherColor(to), 0) : service;
}

/** Starts the worker fleets that are active now; the caller must have seen the others stop. */
export function handOver(state: ReleaseState): ReleaseState {
  const current = expectPhase(state, "switched", "returning");
  return mapParts(state, current, (service, part) => {
    const { activeColor } = service;
    return part.worker && activeColor
      ? resized(service, activeColor, sizeOf(part, activeColor))
      : service;
  });
}

/** Which services are decommissioned, by whom, and when. */
export type Withdrawal = Omit<ReleaseRequest, "services"> & { services: readonly string[] };

/**
 * Decommissioning is a release without candidates: stage only records it, and the switch removes the
 * names, or gives an adopted one back to its origin. Both load balancers send the remaining clients to the fleet that
 * served; drain, stop and every way back are those of any release.
 */
export function leave(state: ReleaseState, request: Withdrawal): ReleaseState {
  if (state.current) throw new Error(`release ${state.current.id} is in progress`);
  const parts = request.services.map((name) => {
    const { activeColor } = serviceState(state, name);
    if (!activeColor) throw new Error(`${name} does not serve production`);
    return [name, { candidate: otherColor(activeColor) }];
  });
  const { id, owner, startedAt, urgent, rollsBack } = request;
  const services = Object.fromEntries(parts) as CurrentRelease["services"];
  const current = { id, services, phase: "staged", owner, startedAt, leaves: true } as const;
  const kept = { ...(rollsBack && { rollsBack }), ...(urgent !== undefined && { urgent }) };
  return { ...state, current: { ...current, ...kept } };
}

/** Names of the services that serve production. */
export function activeServices({ services }: ReleaseState): string[] {
  return Object.keys(services).filter((name) => services[name]!.activeColor !== null);
}

/**
 * Rolls the switch back: the old fleets are active again, the candidates are still running. Also allowed
 * from `staged` and `canary`: a failed `up` may have switched in part, and whoever can't know must assume that it
 * did. A worker's candidate stops if the old fleet did, and the old fleet then waits for `handOver`.
 */
export function switchBack(state: ReleaseState, ttlSeconds = 0): ReleaseState {
  const current = expectPhase(state, "staged", "canary", "switched");
  const returned = mapParts(state, current, (service, part) => {
    const old = otherColor(part.candidate);
    const served = Math.max(service.fleets[old].size, sizeOf(part, old)) > 0;
    const back = part.worker === "handover" ? resized(service, part.candidate, 0) : service;
    return { ...back, activeColor: served ? old : null };
  });
  const kept = withShares(withTtl(current, ttlSeconds), 0);
  const left = returnsToOrigin(returned, current)
    ? { ...kept, ttlSeconds: leftTtlSeconds(ttlSeconds) }
    : kept;
  return { ...returned, current: { ...left, phase: "returning" } };
}

/** Step 6, and the end of every release: the fleets that don't serve production stop. */
export function retire(state: ReleaseState): ReleaseState {
  return { ...stopRetiring(state), current: null };
}

/** Step 6 of a release with something left to do afterwards: a hook. */
export function retireAndStay(state: ReleaseState): ReleaseState {
  const current = expectPhase(state, "switched");
  return { ...stopRetiring(state), current: { ...current, phase: "retired" } };
}

/** Records hooks that must run only once, before any of them is started. */
export function beginHooks(state: ReleaseState, hooks: readonly string[]): ReleaseState {
  const { current } = state;
  if (!current) throw new Error("no release is in progress");
  return {
    ...state,
    current: { ...current, begunHooks: [...(current.begunHooks ?? []), ...hooks] },
  };
}

function stopRetiring(state: ReleaseState): ReleaseState {
  const { current } = state;
  if (!current) throw new Error("no release is in progress");
  const [waiting] = waitingWorkers(state);
  if (waiting) throw new Error(`${waiting} would be left without a running fleet`);
  return mapParts(state, current, (service, part) => {
    const retiring = retiringColor({ phase: current.phase, ...part });
    const stopped = resized(service, retiring, 0);
    return current.phase === "switched" ? remembering(stopped, retiring, current) : stopped;
  });
}

/** What has just served is what a rollback brings back, unless this release was one: then nothing is. */
function remembering(
  service: ServiceState,
  retiring: Color,
  { rollsBack, leaves }: CurrentRelease,
): ServiceState {
  const { previous, ...rest } = service;
  const served = definitionOf(service.fleets[retiring]);
  if (leaves || rollsBack || !served) return rest;
  const { image, settings } = service.fleets[otherColor(retiring)];
  // A restart of the same: what served before it is still the way back.
  const isSame = isDeepStrictEqual([image, settings], [served.image, served.settings]);
  return isSame ? service : { ...rest, previous: served };
}

function sizeOf({ sizes }: ReleasedService, color: Color): number {
  return sizes?.[color] ?? 0;
}

function resized(service: ServiceState, color: Color, size: number): ServiceState {
  const { fleets } = service;
  return { ...service, fleets: { ...fleets, [color]: { ...fleets[color], size } } };
}

/** The larger TTL counts: some clients hold an answer from before this release's first move. */
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
