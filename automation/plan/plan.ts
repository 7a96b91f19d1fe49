import { originTtlSeconds } from "../../release/origin";
import { calledBy, definitionDifferences, type Difference } from "../../config/definition";
import { pendingSizes } from "../../config/fixedSizes";
import { registeredColors } from "../../config/registered";
import type { Settings } from "../../config/schema";
import { windowsNow, type WindowsNow } from "../../config/windows";
import { changesShared } from "../../config/shared";
import type { ReleaseRequest } from "../../release/transitions";
import { type ReleaseState, serviceState } from "../../release/state";
import type { StepTitle } from "../course/titles";
import type { Verb } from "../history/update";
import { canarySteps } from "../course/canaried";
import { activeFreeze } from "../../release/freeze";
import { describeFreeze } from "../world/person";
import { describeBlockers, lookAtBlockers } from "../world/blockers";
import { lateAlarm } from "../world/alarmNames";
import { type CanaryReach, reachOfCanary } from "../world/canaryReach";
import { type Asked, begin } from "../runbook/begin";
import { drainDeadlineMs } from "../runbook/drain";
import { type Environment, namesPointAt } from "../world/environment";
import { sharingAddresses } from "../world/nameLook";
import { type LongRequests, longRequestsOf } from "../runbook/longRequests";
import type { DeployRequest } from "../runbook/progress";
import type { Run } from "../runbook/run";
import { changesBetween, type ResourceChange } from "./changes";
import { foresee } from "./foresee";
import { withoutSecret } from "./withoutSecret";
import { foreseenRests } from "./foreseenRests";
import { type Overlap, overlapOf, pricesOfOverlap } from "./overlap";

export interface Plan {
  stack: string;
  steps: StepTitle[];
  /** One entry for each `up`, in order. */
  ups: { name: Verb; changes: ResourceChange[] }[];
  /** How each service's new definition differs from production's; without the values of secrets. */
  settings: Record<string, Difference[]>;
  /** Numbers of tasks, or their bounds, that the next `up` changes at once, of any service. */
  sizes: Record<string, { from: unknown; to: unknown }>;
  /** Seconds that a drain takes at least, and how long it waits at most for quiet after them. */
  drainSeconds: number;
  maxQuietSeconds: number;
  /** Whether a release may begin now; null: there are no windows. */
  windows: WindowsNow | null;
  /** The same of a freeze, and of the alarms in `blockers`: a line for each that speaks against it. */
  blockers: string[];
  /** Why it will rest before production reaches its candidate, as far as that is known now. */
  rests: string[];
  /** See the function of this name. */
  lateAlarm: string | null;
  /** How long what is open when a fleet stops may live, by service. */
  longRequests: Record<string, LongRequests>;
  /** What the canary of each service could find; null: production has had no requests lately. */
  canary: Record<string, CanaryReach | null>;
  /** What runs in addition to production, for how long, and what that costs. */
  overlap: Overlap;
}

/** What a release would do. Asks AWS, DNS and Pulumi; changes nothing. */
export async function planRelease(
  run: Run,
  environment: Environment,
  request: DeployRequest,
  ahead?: Asked,
): Promise<Plan> {
  const { stack } = run.ports;
  const { request: wanted, engine } = await begin(run, environment, request, ahead);
  const { steps, ups: all } = foresee(environment.release, wanted, stack.settings);
  // An `up` that only records a hook or a question changes no resource.
  const planned = all.filter(({ name }) => name !== "note" && name !== "ask");
  // As the `up`s themselves will be.
  const services = Object.keys(request.images).sort();
  const isShared = planned.some(({ state }) =>
    changesShared(stack.settings, environment.release, state),
  );
  // All of them alike, so that they can be compared.
  const only = isShared ? null : engine.whole && { services, settings: engine.whole.settings };
  const foreseen = { settings: stack.settings, states: all.map(({ state }) => state) };
  const { region } = environment.inventory;
  const [drain, holds, canary, prices, ...previews] = await Promise.all([
    predictDrain(run, environment, Object.keys(request.images)),
    predictHolds(run, environment),
    predictCanaries(run, environment, all.at(0)!.state),
    pricesOfOverlap(foreseen, region, run.ports.prices),
    ...planned.map(({ state }) => stack.preview(state, { only })),
  ]);
  // What is deployed: a change of the settings that takes effect at once is made by the first `up`.
  let before = previews[0]!.recorded;
  const ups = planned.map(({ name }, index) => {
    const after = previews[index]!.planned;
    const changes = changesBetween(before, after);
    before = after;
    return { name, changes };
  });
  return {
    stack: stack.name,
    steps,
    ups,
    settings: settingsChanges(environment, wanted, stack.settings),
    sizes: pendingSizes(environment.release, stack.settings, environment.inventory.services),
    longRequests: longRequestsOf(
      stack.settings,
      all[0]!.state,
      Object.fromEntries(
        services.map((name) => [name, serviceState(environment.release, name).activeColor]),
      ),
    ),
    ...drain,
    ...holds,
    rests: foreseenRests(run, wanted, foreseen.states),
    canary,
    overlap: overlapOf({ ...foreseen, drain }, prices),
  };
}

function settingsChanges(
  { release, inventory }: Environment,
  { services }: ReleaseRequest,
  settingsNow: Pick<Settings, "services">,
): Plan["settings"] {
  const changed = Object.entries(services).flatMap(([name, { settings, called }]) => {
    const { activeColor, fleets } = serviceState(release, name);
    const serving = activeColor && fleets[activeColor].settings;
    if (!serving || !settings) return [];
    const service = settingsNow.services[name]!;
    const isNew =
      called && !registeredColors(name, release, inventory.services).includes(activeColor);
    const found = [
      ...definitionDifferences(service, serving, settings).map(withoutSecret),
      ...(isNew ? [calledBy(name, settingsNow)] : []),
    ];
    return found.length > 0 ? [[name, found] as const] : [];
  });
  return Object.fromEntries(changed);
}

/** What the next `up` changes although there is nothing to release. */
export async function planUp(
  { ports: { stack } }: Run,
  environment: Environment,
): Promise<Pick<Plan, "sizes"> & { changes: ResourceChange[] }> {
  const { release, inventory } = environment;
  const { recorded, planned } = await stack.preview(release);
  const changes = changesBetween(recorded, planned);
  return { sizes: pendingSizes(release, stack.settings, inventory.services), changes };
}

async function predictCanaries(
  { ports }: Run,
  { inventory }: Environment,
  begun: ReleaseState,
): Promise<Plan["canary"]> {
  const { services } = ports.stack.settings;
  const found = Object.keys(canarySteps(ports.stack.settings, begun)).map(async (name) => {
    const settings = services[name];
    const { activeColor: color } = serviceState(begun, name);
    if (settings?.kind !== "api" || !settings.canary || !color) return [];
    const serving = { name, color, settings };
    return [[name, await reachOfCanary(ports, inventory, serving, settings.canary)] as const];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

/** What would keep the release from beginning now. */
async function predictHolds(
  { ports: { stack, observer, clock } }: Run,
  { release, inventory }: Environment,
): Promise<Pick<Plan, "windows" | "blockers">> {
  const blockers = await lookAtBlockers(observer, stack.settings, inventory);
  const nowMs = clock.nowMs();
  const freeze = activeFreeze(release, nowMs);
  return {
    windows: windowsNow(stack.settings.windows, nowMs),
    blockers: [
      ...(freeze ? [describeFreeze(stack.name, freeze)] : []),
      ...describeBlockers(blockers),
    ],
  };
}

async function predictDrain(
  { ports }: Run,
  environment: Environment,
  services: string[],
): Promise<Pick<Plan, "drainSeconds" | "maxQuietSeconds" | "lateAlarm">> {
  const { drain } = ports.stack.settings;
  const observer = sharingAddresses(ports.observer);
  let ttlSeconds = 0;
  let retiring = false;
  for (const name of services) {
    const { activeColor, origin } = serviceState(environment.release, name);
    // A worker has no address that clients could hold.
    if (ports.stack.settings.services[name]?.kind === "worker") continue;
    if (!activeColor && !origin) continue;
    retiring = true;
    if (!activeColor) {
      ttlSeconds = Math.max(ttlSeconds, originTtlSeconds({ origin }));
      continue;
    }
    const { answers } = await namesPointAt({ observer }, environment, name, activeColor);
    ttlSeconds = Math.max(ttlSeconds, ...answers.map((answer) => answer.ttlSeconds ?? 0));
  }
  if (!retiring) return { drainSeconds: 0, maxQuietSeconds: 0, lateAlarm: null };
  const drainSeconds = drainDeadlineMs({ atMs: 0, ttlSeconds }, drain) / 1000;
  const { maxQuietSeconds } = drain;
  return { drainSeconds, maxQuietSeconds, lateAlarm: lateAlarm(ports.stack.settings, services) };
}
