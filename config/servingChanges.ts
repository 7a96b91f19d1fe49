import { activeServices } from "../release/transitions";
import type { EnvironmentShape } from "../release/inventory";
import type { ReleaseState } from "../release/state";
import { callersOf, said } from "./definition";
import { environmentChanges } from "./environmentShape";
import { nameChanges } from "./recordedNames";
import { list, type Problem, sentence } from "./problem";
import {
  calledChanges,
  isRunning,
  runningChanges,
  type RunningShape,
  takenSlots,
} from "./runningChanges";
import type { Settings } from "./schema";

/** What was deployed, as far as the settings may not change it. */
export interface DeployedShapes {
  /** Undefined before the first `up`. */
  release: ReleaseState | undefined;
  /** Absent in records from before it was added: then nothing is compared. */
  environment?: EnvironmentShape | undefined;
  services: Record<string, RunningShape>;
}

/** Why an `up` with these settings is refused. */
export interface ServingChanges {
  found: string;
  /** One for each key, with the value that serves. */
  problems: string[];
  /** How to undo each edit, and the command that does what it was meant to do. */
  next: string;
}

const freeSlot = (stack: string) =>
  "then, to use that slot, first give the service that has it another `ruleSlot`, or remove it, " +
  `in an \`up\` of its own: bluegreen up --stack ${stack}`;

/**
 * Settings that would replace, rename or delete what serves: AWS can only replace what they name, or they
 * name it no longer. Null if there are none. Where nothing serves, anything may change, except that no service
 * may take the slot that another one leaves.
 *
 * @param wanted the state that the `up` makes true; the deployed one if that is carried over
 */
export function servingChanges(
  stack: string,
  settings: Settings,
  { release, environment, services }: DeployedShapes,
  wanted: ReleaseState | undefined = release,
): ServingChanges | null {
  const known = Object.keys(release?.services ?? {});
  const serves = known.some((name) => isRunning(release, name));
  const ofEnvironment = serves && environment ? changesOf(settings, environment) : [];
  const domainChanges = ofEnvironment.some(({ key }) => key === "domain");
  const names = domainChanges ? [] : nameChanges(settings, release, services, wanted);
  const ofServices = [
    ...runningChanges(settings, release, services),
    ...calledChanges(settings, release, services),
  ];
  const removed = wanted ? activeServices(wanted).filter((name) => !settings.services[name]) : [];
  const called = calledAndRemoved(settings, release, wanted, removed);
  const slots = takenSlots(settings, services).filter(({ service }) =>
    ofServices.every((one) => one.service !== service),
  );
  const problems = [
    ...ofEnvironment,
    ...ofServices.map(({ problem }) => problem),
    ...slots.map(({ problem }) => problem),
    ...names.map(({ problem }) => problem),
  ];
  const missing = [
    ...removed.map(removal),
    ...called.map(({ callee, callers }) => stillCalled(callee, callers)),
  ];
  const all = [...problems, ...missing];
  if (all.length === 0) return null;
  const undo = [
    ...(problems.length > 0 ? [setBack(stack, problems.length)] : []),
    ...(missing.length > 0 ? [putBack(stack, missing)] : []),
  ];
  const replaced = [...new Set(ofServices.map(({ service }) => service))];
  const ways = [
    ...(problems.length > 0 ? [`${setBack(stack, problems.length)} ${again}`] : []),
    ...(ofEnvironment.length > 0
      ? [`for an environment with other values: bluegreen env create <name> --from ${stack}`]
      : []),
    ...replaced.map((service) => anotherService(stack, service)),
    ...(slots.length > 0 ? [freeSlot(stack)] : []),
    ...names.flatMap((change) => (change.kind === "removed" ? [withoutName(stack, change)] : [])),
    ...waysOf(stack, settings, removed),
    ...called.flatMap(({ callee, callers }) => waysWithoutCall(stack, callee, callers)),
  ];
  return {
    found: all.length > slots.length ? foundServing : foundSlots,
    problems: all.map(sentence),
    // Whatever the edit was meant to do has to wait until the release has ended.
    next: release?.current ? `${undo.join(", ")} ${again}` : ways.join("; "),
  };
}

const anotherService = (stack: string, service: string) =>
  `then, for a service with other values: bluegreen service add <name> --stack ${stack} --from ${service}`;

const withoutName = (stack: string, { name, service }: { name: string; service: string }) =>
  `then, to remove ${name} without a failed request, also once a new name serves beside it: ` +
  `bluegreen host remove ${name} --stack ${stack} --service ${service}`;

const again = "and run the command again";
const foundServing = "these settings would replace, rename or delete what serves";
const foundSlots = "these settings would give a service a slot that is still in use";

function changesOf(settings: Settings, made: EnvironmentShape): Problem[] {
  return environmentChanges(settings, made).map(({ key, from, to }) => ({
    key,
    text: `is ${said(to)}, but what serves was made with ${said(from)}, and AWS can only replace it`,
  }));
}

function removal(service: string): Problem {
  return {
    key: `services.${service}`,
    text: `was removed from the settings, but ${service} is in production, and its clients have to drain first`,
  };
}

/** Services that were removed while the definition of a running fleet calls them: that would lose its URL. */
function calledAndRemoved(
  { services }: Settings,
  release: ReleaseState | undefined,
  wanted: ReleaseState | undefined,
  serving: readonly string[],
): { callee: string; callers: string[] }[] {
  const removed = Object.keys(release?.services ?? {}).filter((name) => !services[name]);
  return removed.flatMap((callee) => {
    const callers = wanted ? callersOf(callee, wanted).filter((name) => services[name]) : [];
    return callers.length > 0 && !serving.includes(callee) ? [{ callee, callers }] : [];
  });
}

function stillCalled(callee: string, callers: readonly string[]): Problem {
  return {
    key: `services.${callee}`,
    text: `was removed from the settings, but ${list(callers)} was released with a call to it`,
  };
}

function waysWithoutCall(stack: string, callee: string, callers: readonly string[]): string[] {
  return [
    putBack(stack, [stillCalled(callee, callers)]),
    ...callers.map(
      (caller) =>
        `to release ${caller} without the call: bluegreen deploy --stack ${stack} --service ${caller}`,
    ),
    `then: bluegreen service remove ${callee} --stack ${stack}`,
  ];
}

function setBack(stack: string, count: number): string {
  return `set ${count === 1 ? "it" : "them"} back in Pulumi.${stack}.yaml`;
}

/** Of services, by their keys. */
function putBack(stack: string, services: readonly Pick<Problem, "key">[]): string {
  return `put ${list(services.map(({ key }) => `\`${key}\``))} back into Pulumi.${stack}.yaml`;
}

function waysOf(stack: string, { protect }: Settings, removed: string[]): string[] {
  if (removed.length === 0) return [];
  return [
    putBack(stack, removed.map(removal)),
    ...removed.map(
      (service) =>
        `then, to drain and delete ${service}: bluegreen service remove ${service} --stack ${stack}` +
        (protect ? ` --confirm ${service}` : ""),
    ),
  ];
}
