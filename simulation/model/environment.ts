import { adoptNames } from "../../release/origin";
import type { Inventory } from "../../release/inventory";
import { keptSettings } from "../../config/definition";
import { type Settings, settingsSchema } from "../../config/schema";
import {
  colors,
  type Color,
  emptyState,
  type OriginRecord,
  type ReleaseState,
  type Takeover,
  stateVersion,
  withServices,
} from "../../release/state";
import type { Schedule } from "../schedule";
import { timings } from "./timings";
import { images } from "./world";

/** Tasks of a fleet. */
export const fleetSize = 2;

/** The API that a release leaves alone. */
export const neighbourName = "billing";

/** The deployer's view of an environment with the named services. */
export interface ModelEnvironment {
  services: readonly string[];
  /** Those that the run releases. */
  released: readonly string[];
  /** Those that are workers. */
  workers: Readonly<Record<string, Takeover>>;
  /** Before anybody edits them. */
  settings: Settings;
  inventory: Inventory;
  /** What is deployed when a run starts, by `start` of its schedule. */
  initial: Record<Schedule["start"], ReleaseState>;
}

export const edgeAddress: Record<Color, string> = { blue: "10.0.0.1", green: "10.0.0.2" };

/** What its services may have. */
type Optional = "hooks" | "canary" | "approval" | "compare" | "windows";

/** An alarm that blocks releases. */
export const blocker = "blocker";

const always = { days: "mon-sun", from: "00:00", to: "24:00", zone: "UTC" };
/** The model begins on a Thursday, and no run takes days. */
export const closedWindows = [{ ...always, days: "tue" }];

/** The environment that a schedule describes; built once for each of its forms. */
export function environmentOf({
  services,
  worker,
  neighbour,
  hooks,
  canary,
  approval,
  compare,
  windows = false,
}: Pick<Schedule, "services" | "worker" | "neighbour" | Exclude<Optional, "windows">> &
  Partial<Pick<Schedule, "windows">>): ModelEnvironment {
  const form = `${services} ${worker} ${neighbour !== null} ${hooks} ${canary} ${approval} ${compare} ${windows}`;
  const names = ["users", "matching"].slice(0, services);
  const workers: Record<string, Takeover> = worker ? { mailer: worker } : {};
  const beside = neighbour === null ? [] : [neighbourName];
  const optional = { hooks, canary, approval, compare, windows };
  const environment = made.get(form) ?? makeEnvironment(names, workers, beside, optional);
  made.set(form, environment);
  return environment;
}

const made = new Map<string, ModelEnvironment>();

/** Blue serves the old image; green has never run. */
function releasedState(services: readonly string[], settings: Settings): ReleaseState {
  const state = withServices(emptyState, services);
  for (const name of services) {
    const kept = keptSettings(settings.services[name]!);
    state.services[name] = {
      activeColor: "blue",
      fleets: {
        blue: { image: images.old, size: fleetSize, settings: kept },
        green: { image: null, size: 0 },
      },
    };
  }
  return { ...state, version: stateVersion, revision: 1 };
}

function unreleasedState(services: readonly string[]): ReleaseState {
  return { ...withServices(emptyState, services), version: stateVersion, revision: 1 };
}

/** The record of a name that is served from elsewhere. */
export const originRecord: OriginRecord = {
  type: "A",
  ...{ ttlSeconds: timings.originTtlSeconds, values: ["192.0.2.7"] },
};

/** The same state, with the names of these APIs adopted. */
function adoptedState(state: ReleaseState, apis: readonly string[]): ReleaseState {
  return apis.reduce(
    (before, name) => adoptNames(before, name, { [`${name}.example.com`]: originRecord }),
    state,
  );
}

export function dnsName(edge: Color): string {
  return `${edge}.elb.example.com`;
}

function makeEnvironment(
  apis: string[],
  workers: Record<string, Takeover>,
  beside: string[],
  { hooks, canary, approval, compare, windows }: Pick<Schedule, Optional>,
): ModelEnvironment {
  const released = [...apis, ...Object.keys(workers)];
  const services = [...released, ...beside];
  const { ttlSeconds, marginSeconds, quietSeconds, maxQuietSeconds } = timings;
  const waits = { startSeconds: 10, stopSeconds: 2 };
  const hook = { command: ["task"], timeoutSeconds: 5 };
  const once = { ...hook, once: true };
  const all = { beforeStage: hook, beforeSwitch: once, afterSwitch: once, afterRetire: hook };
  const kindOf = (name: string) =>
    workers[name]
      ? { kind: "worker", selfTest: { command: ["test"] }, overlap: workers[name] === "overlap" }
      : { deregistrationSeconds: 1, ...(compare && { compare: comparison }) };
  const service = (name: string) => ({
    ...kindOf(name),
    size: fleetSize,
    ...waits,
    alarms: [`${name}-errors`],
    ...(hooks && { hooks: all }),
  });
  const settings = settingsSchema.parse({
    domain: "example.com",
    drain: { ttlSeconds, marginSeconds, quietSeconds, maxQuietSeconds },
    ...(windows && { windows: [always], blockers: { alarms: [blocker] } }),
    services: Object.fromEntries(services.map((name) => [name, service(name)])),
  });
  if (canary) addCanary(settings, apis);
  if (approval) {
    const { expiresHours } = timings;
    settings.approval = { beforeSwitch: true, expiresHours, notByOwner: true };
  }
  const [releasedOnes, first] = [releasedState(services, settings), unreleasedState(services)];
  const initial = {
    ...{ released: releasedOnes, first, elsewhere: first },
    ...{ adopted: adoptedState(first, apis), moved: adoptedState(releasedOnes, apis) },
  };
  const inventory = makeInventory(services, workers);
  return { services, released, workers, settings, inventory, initial };
}

/** As few pairs as settings can have. */
const comparison = { requests: [{ path: "/" }], pairs: 120 };

/** Its minutes are a tenth of the shortest that settings can have, like all durations of the model. */
function addCanary({ services }: Settings, apis: readonly string[]): void {
  const steps = [
    { percent: 10, minutes: 0.1 },
    { percent: 50, minutes: 0.1 },
  ];
  for (const name of apis) {
    const service = services[name]!;
    if (service.kind === "api") service.canary = { steps, falseAlarmPercent: 1, maxSlowdown: 1.1 };
  }
}

function makeInventory(services: string[], workers: Record<string, Takeover>): Inventory {
  const byColor = <T>(make: (color: Color) => T) =>
    Object.fromEntries(colors.map((color) => [color, make(color)])) as Record<Color, T>;
  return {
    region: "eu-central-1",
    clusterName: "model",
    taskSubnetIds: [],
    hostedZone: { id: "Z1", name: "example.com", nameServers: [] },
    edges: byColor((color) => ({ arn: color, dnsName: dnsName(color) })),
    services: Object.fromEntries(
      services.map((name) => [
        name,
        {
          ...(workers[name]
            ? { kind: "worker" as const }
            : { productionName: `${name}.example.com`, testName: `${name}-test.example.com` }),
          repositoryUri: "repository",
          containerName: name,
          logGroup: "",
          securityGroupId: "",
          fleets: byColor((color) => ({
            serviceName: `${name} ${color}`,
            taskDefinitionArn: null,
            ...(!workers[name] && { targetGroupArns: { blue: "", green: "" } }),
            autoScalingGroup: null,
            capacityProvider: null,
          })),
        },
      ]),
    ),
  };
}
