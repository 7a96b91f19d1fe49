import { recordedCanary } from "../course/canaried";
import { bluegreen } from "../course/commandLines";
import { definitionDifferences, keptSettings, settingsOf } from "../../config/definition";
import { pendingSizes } from "../../config/fixedSizes";
import { list } from "../../config/problem";
import { isCalled, registeredColors } from "../../config/registered";
import type { ServiceSettings } from "../../config/schema";
import { type Bounds, boundsAt, scaledSize } from "../../config/size";
import { type Candidate, candidateColor, type ReleaseRequest } from "../../release/transitions";
import { serviceState } from "../../release/state";
import { DeployError, refused } from "../world/errors";
import { isSettled } from "../history/settled";
import { noteAlarms } from "./alarms";
import { assess, assessSettled, requireHealthy } from "./assess";
import { requireFits } from "./fits";
import { requireOriginAsAdopted } from "./origin";
import { pinImage } from "./image";
import { imageReferenceIn } from "../world/imageReference";
import { pinSidecars } from "./pinSidecars";
import { preflight } from "./preflight";
import {
  type Environment,
  requireDeployed,
  serviceInventory,
  serviceSettings,
} from "../world/environment";
import type { Stack } from "../world/ports";
import { refuseServingChanges } from "../world/servingChanges";
import type { DeployRequest, Progress } from "./progress";
import { recordedApproval } from "./rest";
import type { Run } from "./run";

/** What Pulumi knows about the stack besides its outputs; already requested. */
export interface Asked {
  engine: ReturnType<Stack["engineState"]>;
  provenance: ReturnType<Stack["provenance"]>;
}

export function askPulumi({ ports: { stack } }: Run, engine = stack.engineState()): Asked {
  const asked = { engine, provenance: stack.provenance() };
  // A failure surfaces where it is awaited. A command that is refused earlier never awaits it.
  Promise.all([asked.engine, asked.provenance]).catch(() => undefined);
  return asked;
}

/** What is known once a release may begin. */
export type Begun = Required<Pick<Progress, "request" | "engine" | "alarmsAtStart">>;

/**
 * Before anything changes: no other release is in progress, every image exists, production is healthy, and
 * every alarm that guards the release exists.
 */
export async function begin(
  run: Run,
  environment: Environment,
  request: DeployRequest,
  ahead?: Asked,
): Promise<Begun> {
  const { clock, stack } = run.ports;
  refuseSecondRelease(stack.name, environment);
  refuseServingChanges(stack, environment);
  requireDeployed(stack, environment.inventory, Object.keys(request.images));
  const parts = Object.keys(request.images).map((name) => ({
    name,
    settings: serviceSettings(stack, name),
    inventory: serviceInventory(environment.inventory, name),
    candidate: candidateColor(serviceState(environment.release, name)),
  }));
  const asked = ahead ?? askPulumi(run);
  const checked = preflight(run.ports, environment, {
    services: parts.map(({ name }) => name),
    // A rollback is urgent, and compares nothing.
    compared: request.previous ? [] : parts.map(({ name }) => name),
    force: request.forceFromBroken,
  });
  const [candidates, { pending, writtenAt }, { last, settings }, alarmsAtStart] = await Promise.all(
    [
      Promise.all(parts.map((part) => candidateOf(run, environment, part, request))),
      asked.engine,
      asked.provenance,
      noteAlarms(run, environment.inventory, parts),
      checked,
    ],
  ).catch(async (error: unknown) => {
    // With credentials for the wrong account nothing is found. Then report that, not the first missing thing.
    await checked;
    throw error;
  });
  const services = Object.fromEntries(parts.map(({ name }, index) => [name, candidates[index]!]));
  refuseUnregisteredCallees(stack, environment, services);
  if (!request.restart) refuseNothing(stack, environment, services);
  // An `up` was killed halfway: what it left behind has to be refreshed first.
  const mayBeWrong = pending.length > 0;
  const settled =
    !mayBeWrong && settings !== null && mayPassOver(run, last, { settings, writtenAt });
  const whole = settled ? { state: environment.release, touched: [], settings } : null;
  const startedAt = new Date(clock.nowMs()).toISOString();
  const id = clock.newId();
  return {
    request: {
      ...{ id, owner: run.owner, startedAt },
      services: labelled(environment, request, { id, startedAt, services }),
      ...(request.previous && { rollsBack: true as const }),
      ...(request.urgent !== undefined && { urgent: request.urgent }),
      ...recordedCanary(stack.settings, environment.release, request),
      ...(!request.previous && (await recordedApproval(run))),
    },
    engine: { mayBeWrong, whole, place: null },
    alarmsAtStart,
  };
}

/** The candidates, with the labels that people know them by. */
function labelled(
  { release, inventory }: Environment,
  { images, previous }: DeployRequest,
  { id, startedAt, services }: Pick<ReleaseRequest, "id" | "startedAt" | "services">,
): ReleaseRequest["services"] {
  const parts = Object.entries(services).map(([name, candidate]) => {
    const { fleets, previous: before } = serviceState(release, name);
    const known = [previous?.[name], fleets.blue, fleets.green, before];
    const same = known.find((one) => one?.image === candidate.image);
    const { repositoryUri } = serviceInventory(inventory, name);
    const tag = imageReferenceIn(repositoryUri, images[name]!).tag ?? same?.label?.tag;
    return [name, { ...candidate, label: { release: id, at: startedAt, ...(tag && { tag }) } }];
  });
  return Object.fromEntries(parts) as ReleaseRequest["services"];
}

/** Whether the release's `up`s may skip the services that it does not touch. */
function mayPassOver(run: Run, ...found: Parameters<typeof isSettled>): boolean {
  return !run.rules.settled || isSettled(...found);
}

async function candidateOf(
  run: Run,
  environment: Environment,
  { name, settings }: { name: string; settings: ServiceSettings },
  { images, previous, forceFromBroken }: DeployRequest,
): Promise<Candidate> {
  const asked = previous?.[name]?.settings ?? keptSettings(settings);
  await requireOriginAsAdopted(run, environment, name);
  // A rollback brings back the architecture with the image that was built for it.
  const wanted = settingsOf(settings, { settings: asked });
  const [kept, image, production] = await Promise.all([
    pinSidecars(run, { name, settings: wanted }, asked),
    pinImage(run, environment, { name, settings: wanted }, images[name]!),
    forceFromBroken ? assess(run, environment, name) : assessSettled(run, environment, name),
  ]);
  requireHealthy(run, name, production, forceFromBroken);
  const recorded = recordedSize(environment, name);
  const sizes = candidateSize(
    boundsAt(settings.size, run.ports.clock.nowMs()),
    scaledSize(settings.size) !== null,
    { recorded, tasks: production.tasks },
  );
  requireFits(run.ports.stack, environment, { name, settings: wanted, kept });
  if (settings.kind === "api") {
    const called = await isToBeCalled(run, environment, name);
    return { image, settings: kept, called, ...sizes };
  }
  const worker = settings.overlap ? "overlap" : "handover";
  return { image, settings: kept, ...sizes, worker };
}

/** Environments built on this one may need a name that nothing here needs. */
export async function isToBeCalled(
  { ports: { stack } }: Run,
  { release, inventory }: Environment,
  name: string,
): Promise<boolean> {
  if (isCalled(name, stack.settings, release)) return true;
  const { activeColor } = serviceState(release, name);
  const registered = registeredColors(name, release, inventory.services);
  if (activeColor === null || !registered.includes(activeColor)) return false;
  return (await stack.dependents()).length > 0;
}

/**
 * Refuses a service whose callees were released before anybody called them, unless they are released with it: only a
 * release of their own makes them reachable.
 */
function refuseUnregisteredCallees(
  { name: stack, settings }: Pick<Stack, "name" | "settings">,
  { release, inventory }: Environment,
  services: Record<string, Candidate>,
): void {
  const found = Object.entries(services).flatMap(([caller, candidate]) => {
    const calls = (candidate.settings?.["calls"] ?? []) as string[];
    const active = (callee: string) => serviceState(release, callee).activeColor;
    return calls
      .filter((callee) => !services[callee] && settings.services[callee]?.kind === "api")
      .filter((callee) => {
        const color = active(callee);
        return color && !registeredColors(callee, release, inventory.services).includes(color);
      })
      .map((callee) => ({ caller, callee }));
  });
  if (found.length === 0) return;
  const callees = [...new Set(found.map(({ callee }) => callee))];
  // A rollback may bring back a call that is no longer in the settings.
  const undeclared = found
    .filter(({ callee }) => !isCalled(callee, settings, release))
    .map(
      ({ caller, callee }) =>
        `put ${callee} back into \`services.${caller}.calls\` in Pulumi.${stack}.yaml; `,
    );
  throw refused(
    `${list(callees)} was released before any service called it, and can't be called until its next release`,
    `${undeclared.join("")}release it first: ${bluegreen("deploy", stack, `--service ${callees.join(" --service ")}`)}; then run the command again`,
    found.map(({ caller, callee }) => `${caller} calls ${callee}`),
  );
}

/** Refuses a release of exactly what is in production: it would cost a second fleet and change nothing. */
function refuseNothing(
  { name: stackName, settings }: Pick<Stack, "name" | "settings">,
  environment: Environment,
  services: Record<string, Candidate>,
): void {
  const { release, inventory } = environment;
  const names = Object.keys(services);
  const same = names.filter((name) =>
    serves(environment, name, settings.services[name]!, services[name]!),
  );
  if (same.length < names.length) return;
  const pending = pendingSizes(release, settings, inventory.services);
  const resized = same.filter((name) => pending[name]);
  if (resized.length > 0) {
    throw refused(
      `nothing to release: ${same.join(", ")} is already in production with this image and these settings, ` +
        `and the size of ${resized.join(", ")} needs no release`,
      `apply it: ${bluegreen("up", stackName)}`,
    );
  }
  throw refused(
    `nothing to release: ${same.join(", ")} is already in production with this image and these settings`,
    `to restart the tasks anyway: ${bluegreen("deploy", stackName, `--service ${same.join(" --service ")}`, "--restart")}`,
  );
}

/** Whether the service's active fleet already has this definition. */
export function serves(
  { release, inventory }: Environment,
  name: string,
  service: ServiceSettings,
  { image, settings = {}, called }: Pick<Candidate, "image" | "settings" | "called">,
): boolean {
  const { activeColor, fleets } = release.services[name] ?? { activeColor: null };
  if (!activeColor || !fleets) return false;
  const { image: serving, settings: kept } = fleets[activeColor];
  if (serving !== image || kept === undefined) return false;
  if (called && !registeredColors(name, release, inventory.services).includes(activeColor)) {
    return false;
  }
  return definitionDifferences(service, kept, settings).length === 0;
}

export function refuseSecondRelease(
  stackName: string,
  { release: { current } }: Pick<Environment, "release">,
): void {
  if (!current) return;
  throw new DeployError(
    "held",
    `release ${current.id} of ${Object.keys(current.services).join(", ")} is already in progress ` +
      `(phase ${current.phase}), started by ${current.owner} at ${current.startedAt}`,
    bluegreen("status", stackName),
  );
}

function recordedSize({ release }: Environment, service: string): number {
  const { activeColor, fleets } = serviceState(release, service);
  return activeColor ? fleets[activeColor].size : 0;
}

/**
 * No fewer tasks than production has now: a switch must not halve the capacity. With auto scaling, the size
 * recorded by the last release is out of date, so the current count is used and recorded. What was scaled to 0 is
 * released with one task, which proves the new version.
 */
export function candidateSize(
  { min }: Pick<Bounds, "min">,
  isScaled: boolean,
  { recorded, tasks }: { recorded: number; tasks: number },
): Pick<Candidate, "size" | "serving"> {
  if (!isScaled) return { size: Math.max(min, tasks, recorded) };
  const now = Math.max(1, min, tasks);
  return { size: now, serving: now };
}
