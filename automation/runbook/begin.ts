import { boundsOf, scaledSize, type Size } from "../../config/size";
import { type Candidate, type ReleaseRequest } from "../../release/transitions";
import { serviceState } from "../../release/state";
import { DeployError, refused } from "../errors";
import { assess, requireHealthy } from "./assess";
import { type Environment, serviceInventory, serviceSettings } from "./environment";
import type { Run } from "./run";

export interface DeployRequest {
  /** Image reference (tag or digest) by service. */
  images: Record<string, string>;
  forceFromBroken: boolean;
}

/** Before anything changes: nobody else releases, every image exists, production is as recorded. */
export async function begin(
  run: Run,
  environment: Environment,
  request: DeployRequest,
): Promise<ReleaseRequest> {
  const { clock, stack } = run.ports;
  refuseSecondRelease(stack.name, environment);
  const { pending } = await stack.engineState();
  // An `up` was killed before it recorded its release: what it had begun is looked at first.
  if (pending.length > 0) run.engineMayBeWrong = true;
  const services: Record<string, Candidate> = {};
  for (const [name, reference] of Object.entries(request.images)) {
    const settings = serviceSettings(stack.settings.services, name);
    const image = await pinImage(run, environment, name, reference);
    const production = await assess(run, environment, name);
    requireHealthy(run, name, production, request.forceFromBroken);
    const recorded = recordedSize(environment, name);
    services[name] = { image, ...candidateSize(settings.size, recorded, production.tasks) };
  }
  const startedAt = new Date(clock.nowMs()).toISOString();
  return { id: clock.newId(), owner: run.owner, startedAt, services };
}

function refuseSecondRelease(stackName: string, { release: { current } }: Environment): void {
  if (!current) return;
  throw new DeployError(
    "held",
    `release ${current.id} of ${Object.keys(current.services).join(", ")} is under way: ` +
      `${current.phase}, held by ${current.owner} since ${current.startedAt}`,
    `bluegreen status --stack ${stackName}`,
  );
}

/** The image as `repository@sha256:...`; an image that is not there stops the release. */
async function pinImage(
  { ports: { observer, reporter } }: Run,
  { inventory }: Environment,
  service: string,
  reference: string,
): Promise<string> {
  const { repositoryUri } = serviceInventory(inventory, service);
  const image = await observer.image(reference, repositoryUri);
  if (!image.found) {
    throw refused(
      `image ${reference} cannot be released as ${service}: ${image.reason}`,
      `push it to ${repositoryUri} and deploy again`,
    );
  }
  reporter.note(`${service}: ${reference} is ${image.digest}`);
  return image.pinned;
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
