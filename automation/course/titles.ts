import { privateName } from "../../config/calls";
import type { HookName } from "../../config/hooks";
import { counted } from "../../config/plural";
import { frontOf, productionNames, testName } from "../../config/names";
import type { Settings } from "../../config/schema";
import { hasRecord } from "../../release/removedNames";
import { retiringColor } from "../../release/routing";
import {
  type Color,
  type CurrentRelease,
  otherColor,
  type ReleaseState,
  serviceState,
  type ServiceState,
} from "../../release/state";
import { waitingWorkers } from "../../release/workers";
import { canaryNames } from "./canaried";
import { toCompare } from "./compared";
import { toWarm } from "./warmed";
import { hooked } from "./hooked";
import { backToOrigin } from "./originTitles";
import type { Step, StepId } from "./step";

/** A step as `plan` lists it and as a run reports it. */
export interface StepTitle {
  step: StepId;
  name: string;
  /** The service whose hook it is. */
  service?: string;
}

/** What a title is made from: the state in which the step finds the release, or which its `up` begins. */
export interface Titled {
  settings: Settings;
  release: ReleaseState;
  /** The step's `up` has happened before this run: it only looks and waits. */
  entered?: boolean;
}

/** What a step does for this release, a line each; none: the step is no part of it. */
export function titlesOf({ id, hook }: Pick<Step, "id" | "hook">, of: Titled): StepTitle[] {
  if (hook) return hookTitles(hook, of);
  if (id === "canary") return canaryNames(of).map((name) => ({ step: id, name }));
  const { current } = of.release;
  const name = current ? names[id as keyof typeof names](named(of, current)) : idle[id];
  return name ? [{ step: id, name }] : [];
}

const idle: Partial<Record<StepId, string>> = {
  "0": "check production and pin the image",
  undo: "remove what an interrupted `up` has started",
};

function hookTitles(hook: HookName, { settings, release }: Titled): StepTitle[] {
  return hooked(settings, release, hook).map((service) => {
    const { command } = settings.services[service]!.hooks[hook]!;
    return { step: hook, service, name: `run ${hook} of ${service}: ${command.join(" ")}` };
  });
}

interface Part {
  name: string;
  state: ServiceState;
  candidate: Color;
  retiring: Color;
  kind: "api" | "handover" | "overlap";
  sizes: Record<Color, number> | undefined;
}

interface Named extends Titled {
  current: CurrentRelease;
  entered: boolean;
  apis: Part[];
  workers: Part[];
  /** APIs first. */
  all: Part[];
}

function named(of: Titled, current: CurrentRelease): Named {
  const parts = partsOf(of, current);
  const apis = parts.filter(({ kind }) => kind === "api");
  const workers = parts.filter(({ kind }) => kind !== "api");
  return {
    ...of,
    current,
    entered: of.entered ?? false,
    apis,
    workers,
    all: [...apis, ...workers],
  };
}

function partsOf({ settings, release }: Titled, current: CurrentRelease): Part[] {
  return Object.entries(current.services).map(([name, part]) => ({
    name,
    state: serviceState(release, name),
    candidate: part.candidate,
    retiring: retiringColor({ phase: current.phase, ...part }),
    sizes: part.sizes,
    kind: settings.services[name]?.kind === "worker" ? (part.worker ?? "overlap") : "api",
  }));
}

/** Of each step, in the order of the course; empty: it has nothing to do in this release. */
const names: Record<Exclude<StepId, HookName | "canary">, (named: Named) => string> = {
  "0": () => "find out where the release stands",
  decommission: ({ all }) =>
    and(
      list("record the decommission of", all.filter(isOwn).map(nameOf)),
      list("record the return of", all.filter(hasOrigin).map(nameOf), "to its origin"),
    ),
  define: ({ all }) => list("register the new version of", candidates(all)),
  "1": ({ apis, workers, entered }) =>
    entered
      ? list("check that", candidates(apis), "is running")
      : and(list("start", candidates(apis)), list("register", candidates(workers))),
  "2": ({ apis }) => and(...apis.map(deployed)),
  "3": ({ apis, settings }) =>
    list(
      "point",
      apis.map(
        ({ name, candidate }) =>
          `${testName(settings, name)} at the ${candidate} ${frontOf(settings, name)}`,
      ),
    ),
  "4": ({ all, settings }) =>
    list(
      "test",
      all.map(({ name, kind }) => (kind === "api" ? testName(settings, name) : name)),
    ),
  compare: compareName,
  warm: ({ apis, settings, release }) =>
    and(
      ...toWarm(settings, release).map(({ service, settings: { seconds, requestsPerSecond } }) => {
        const { candidate } = apis.find(({ name }) => name === service)!;
        const rate = counted(requestsPerSecond, "request");
        return `warm up ${service} ${candidate} for ${seconds} s with up to ${rate} per second`;
      }),
    ),
  approval: ({ current: { approval } }) =>
    approval && !approval.asked
      ? `ask for approval, for ${counted(approval.expiresHours, "hour")}`
      : "",
  "5": switchName,
  handover: ({ release }) => and(...handovers(release)),
  work: ({ workers, current }) =>
    list(
      "check that",
      workers.filter((part) => tookOver(part, current)).map(serving),
      "keeps running",
    ),
  drain: ({ apis, current }) => list("wait for clients to leave", leaving(apis, current)),
  recheck: ({ apis, workers, current }) =>
    list("check", leaving(apis, current).length === 0 ? workers.map(serving) : [], "once more"),
  "6": stopName,
  close: () => "end the release",
  back: ({ all }) => {
    const served = all
      .filter(didServe)
      .map(({ name, candidate }) => `${name} ${otherColor(candidate)}`);
    const never = all.filter((part) => !didServe(part));
    return and(
      list("roll production back to", served),
      list("roll production back to the origin of", never.filter(hasOrigin).map(nameOf)),
      list("take", never.filter(isOwn).map(nameOf), "out of production again"),
    );
  },
  hold: ({ apis, current }) =>
    current.hasCanary
      ? list(
          "send all of production to the old fleet of",
          apis.map(({ name }) => name),
        )
      : "",
  undo: stopName,
};

function candidates(parts: readonly Part[]): string[] {
  return parts.map(({ name, candidate }) => `${name} ${candidate}`);
}

function serving({ name, state }: Part): string {
  return `${name} ${state.activeColor}`;
}

function deployed({ name, candidate, state }: Part): string {
  const image = state.fleets[candidate].image ?? "";
  return `deploy ${image.slice(image.indexOf("@") + 1).slice(0, 19)} to ${name} ${candidate}`;
}

function compareName({ apis, settings, release }: Named): string {
  const all = toCompare(settings, release);
  const withOld = all.filter(({ against }) => against !== null);
  const colors = withOld.map(({ service, against }) => {
    const { candidate } = apis.find(({ name }) => name === service)!;
    return `${service} ${candidate} with ${against === "origin" ? "its origin" : otherColor(candidate)}`;
  });
  const minutes = Math.max(...withOld.map(({ settings: { minutes: each } }) => each));
  return and(
    list("compare", colors, `for ${minutes + 3} to ${3 * minutes + 3} minutes`),
    list(
      "find nothing to compare",
      all.filter(({ against }) => against === null).map(({ service }) => service),
      "with",
    ),
  );
}

function switchName({ settings, current, apis, workers, all, entered }: Named): string {
  if (current.leaves) {
    return and(
      list("take", all.filter(isOwn).map(nameOf), "out of production"),
      ...all.filter(hasOrigin).map(({ name, state }) => backToOrigin(name, state)),
    );
  }
  const moves = apis.flatMap(({ name, candidate, state }) => {
    const outside = productionNames(settings, name)
      .filter((one) => hasRecord(state, one))
      .map((one) => `${one} at the ${candidate} load balancer`);
    const inside = privateName(settings, name);
    return inside === null
      ? outside
      : [...outside, `${inside} at the ${candidate} private load balancer`];
  });
  if (entered)
    return list("check that the switch is complete:", [...moves, ...candidates(workers)]);
  const workerMoves = workers.flatMap(({ name, candidate, state, kind }) => {
    if (kind === "overlap") return [`start ${name} ${candidate}`];
    return state.activeColor ? [`stop ${name} ${state.activeColor}`] : [];
  });
  return (
    and(list("point", moves), ...workerMoves) || list("record that", candidates(workers), "serves")
  );
}

function handovers(release: ReleaseState): string[] {
  return waitingWorkers(release).map((name) => {
    const { activeColor, fleets } = serviceState(release, name);
    const other = otherColor(activeColor!);
    const first = fleets[other].image === null;
    return `start ${name} ${activeColor}${first ? "" : ` once ${name} ${other} has stopped`}`;
  });
}

/** On its way back a worker that may overlap has never stopped; one that is decommissioned goes to nobody. */
function tookOver({ name, state, kind }: Part, current: CurrentRelease): boolean {
  if (current.services[name]?.worker === undefined || state.activeColor === null) return false;
  return !(current.phase === "returning" && kind === "overlap");
}

const nameOf = ({ name }: Part) => name;
const hasOrigin = ({ state }: Part) => state.origin !== undefined;
const isOwn = (part: Part) => !hasOrigin(part);

/** Where clients may still come: fleets, and what adopted names led to. */
function leaving(apis: readonly Part[], { phase, leaves }: CurrentRelease): string[] {
  return apis.flatMap(({ name, state, retiring }) => {
    if (state.fleets[retiring].size > 0) return [`${name} ${retiring}`];
    return state.origin && phase !== "returning" && !leaves ? [`the origin of ${name}`] : [];
  });
}

/** Whether production was on the other fleet when the release began. */
function didServe({ state, candidate, sizes }: Part): boolean {
  const old = otherColor(candidate);
  return state.fleets[old].size > 0 || (sizes?.[old] ?? 0) > 0;
}

/** A worker's fleet may have stopped at its handover, or never started. */
function stopName({ all, entered }: Named): string {
  const fleets = (parts: readonly Part[]) =>
    parts.map(({ name, retiring }) => `${name} ${retiring}`);
  if (entered) return list("check that", fleets(all), "has stopped");
  const still = all.filter(({ state, retiring }) => state.fleets[retiring].size > 0);
  return list("stop", fleets(still)) || "end the release";
}

/** `start users green, matching green`; empty without names. */
function list(verb: string, names: readonly string[], rest = ""): string {
  return names.length > 0 ? [verb, names.join(", "), rest].filter(Boolean).join(" ") : "";
}

function and(...all: readonly string[]): string {
  return all.filter(Boolean).join(", ");
}
