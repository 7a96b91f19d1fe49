import type { ServiceSettings } from "../../config/schema";
import { boundsOf, scaledSize, type Size } from "../../config/size";
import { type Candidate, candidateColor } from "../../release/transitions";
import { serviceState } from "../../release/state";
import { DeployError } from "../world/errors";
import { isSettled } from "../history/settled";
import { noteAlarms } from "./alarms";
import { assess, requireHealthy } from "./assess";
import { pinImage } from "./image";
import { preflight } from "../verify/preflight";
import {
  type Environment,
  requireServices,
  serviceInventory,
  serviceSettings,
} from "../world/environment";
import type { DeployRequest, Progress } from "./progress";
import type { Run } from "./run";

/** What a release begins with. */
export type Begun = Required<Pick<Progress, "request" | "engine" | "alarmsAtStart">>;

/**
 * Before anything changes: nobody else releases, every image exists, production is as recorded, and
 * somebody would hear of it if not.
 */
export async function begin(
  run: Run,
  environment: Environment,
  request: DeployRequest,
): Promise<Begun> {
  const { clock, stack } = run.ports;
  refuseSecondRelease(stack.name, environment);
  requireServices(Object.keys(stack.settings.services), Object.keys(request.images));
  const parts = Object.keys(request.images).map((name) => ({
    name,
    settings: serviceSettings(stack.settings.services, name),
    inventory: serviceInventory(environment.inventory, name),
    candidate: candidateColor(serviceState(environment.release, name)),
  }));
  const checked = preflight(run.ports, environment, {
    services: parts.map(({ name }) => name),
    force: request.forceFromBroken,
  });
  const [candidates, { pending, writtenAt }, { last, settings }, alarmsAtStart] = await Promise.all(
    [
      Promise.all(parts.map((part) => candidateOf(run, environment, part, request))),
      stack.engineState(),
      stack.provenance(),
      noteAlarms(run, environment.inventory, parts),
      checked,
    ],
  ).catch(async (error: unknown) => {
    // In another account nothing is to be found: then that is the reason, and not what was missed first.
    await checked;
    throw error;
  });
  // An `up` was killed before it recorded its release: what it had begun is looked at first.
  const mayBeWrong = pending.length > 0;
  const settled =
    !mayBeWrong && settings !== null && mayPassOver(run, last, { settings, writtenAt });
  const whole = settled ? { state: environment.release, touched: [], settings } : null;
  const startedAt = new Date(clock.nowMs()).toISOString();
  const services = Object.fromEntries(parts.map(({ name }, index) => [name, candidates[index]!]));
  return {
    request: { id: clock.newId(), owner: run.owner, startedAt, services },
    engine: { mayBeWrong, whole, place: null },
    alarmsAtStart,
  };
}

/** The release's `up`s need not go over what it leaves alone. */
function mayPassOver(run: Run, ...found: Parameters<typeof isSettled>): boolean {
  return !run.rules.settled || isSettled(...found);
}

async function candidateOf(
  run: Run,
  environment: Environment,
  { name, settings }: { name: string; settings: ServiceSettings },
  { images, forceFromBroken }: DeployRequest,
): Promise<Candidate> {
  const [image, production] = await Promise.all([
    pinImage(run, environment, { name, settings }, images[name]!),
    assess(run, environment, name),
  ]);
  requireHealthy(run, name, production, forceFromBroken);
  const recorded = recordedSize(environment, name);
  const sizes = candidateSize(settings.size, recorded, production.tasks);
  if (settings.kind === "api") return { image, ...sizes };
  return { image, ...sizes, worker: settings.overlap ? "overlap" : "handover" };
}

export function refuseSecondRelease(
  stackName: string,
  { release: { current } }: Pick<Environment, "release">,
): void {
  if (!current) return;
  throw new DeployError(
    "held",
    `release ${current.id} of ${Object.keys(current.services).join(", ")} is under way: ` +
      `${current.phase}, held by ${current.owner} since ${current.startedAt}`,
    `bluegreen status --stack ${stackName}`,
  );
}

function recordedSize({ release }: Environment, service: string): number {
  const { activeColor, fleets } = serviceState(release, service);
  return activeColor ? fleets[activeColor].size : 0;
}

/**
 * No fewer tasks than production has now: a switch must not halve the capacity. Where AWS keeps the
 * count, what was recorded at the last release says nothing, and what production has now is recorded.
 */
export function candidateSize(
  size: Size,
  recorded: number,
  tasks: number,
): Pick<Candidate, "size" | "serving"> {
  const { min } = boundsOf(size);
  if (!scaledSize(size)) return { size: Math.max(min, tasks, recorded) };
  const now = Math.max(min, tasks);
  return { size: now, serving: now };
}
