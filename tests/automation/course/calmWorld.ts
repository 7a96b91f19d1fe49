import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { StepFailed } from "../../../automation/world/errors";
import type { MinuteSpan } from "../../../automation/world/metrics";
import type { Read, ReadAnswer } from "../../../automation/world/reads";
import type { FleetHealth, Ports } from "../../../automation/world/ports";
import { privateName, privateZone } from "../../../config/calls";
import { productionName, testName } from "../../../config/names";
import { type Settings, settingsSchema } from "../../../config/schema";
import type { Inventory } from "../../../release/inventory";
import { type RecordPlace, recordPlace, testRecord } from "../../../release/routing";
import {
  type Color,
  colors,
  emptyState,
  type OriginRecord,
  type ReleaseState,
  serviceState,
  withServices,
} from "../../../release/state";
import { involvement } from "../../../release/routing";
import { runningIn } from "../../../release/state";

const addresses: Record<RecordPlace, string[]> = {
  blue: ["10.0.0.1"],
  green: ["10.0.0.2"],
  origin: ["192.0.2.7"],
};
/** What every name of a first release led to, where that is adopted. */
export const calmOrigin: OriginRecord = {
  type: "A",
  ttlSeconds: 300,
  values: addresses.origin,
};
const byColor = <T>(make: (color: Color) => T) => ({ blue: make("blue"), green: make("green") });

/** What goes wrong in a calm world: a hook, the tests, or the `up` of a phase. */
export interface Trouble {
  hook?: string;
  tests?: boolean;
  upTo?: string;
  /** Whether Route 53's records of adopted names have changed since. */
  originMoved?: boolean;
  /** How a fleet answers a comparison; without it, both are alike. */
  send?: (read: Read) => ReadAnswer;
}

/**
 * A world that is at once what the deployed state says, on a clock that only waits move. It shows which steps
 * a run takes; it shows nothing of what is safe (that is what the simulation is for).
 */
export function calmWorld(services: Record<string, object>, trouble: Trouble = {}) {
  const settings: Settings = settingsSchema.parse({ domain: "example.com", services });
  const names = Object.keys(services);
  let release: ReleaseState = { ...withServices(emptyState, names), revision: 1 };
  let seconds = 0;
  const inventory = inventoryOf(settings);
  const deployed = () => ({ release, inventory, colorSecret: "secret", settings: "digest" });
  const fleetOf = (serviceName: string): FleetHealth | null => {
    const [name = "", color] = serviceName.split(" ") as [string, Color];
    const { image, size } = serviceState(release, name).fleets[color];
    if (image === null) return null;
    const ids = Array.from({ length: size }, (_, index) => `${serviceName} ${index}`);
    return {
      desired: size,
      running: ids.map((taskId) => ({ taskId, digest: image.slice(image.indexOf("@") + 1) })),
      pending: 0,
      targets: ids.flatMap((target) =>
        colors.flatMap((edge) =>
          (["public", "private"] as const).map((side) => ({
            ...{ edge, side, target, reason: "" },
            state: "healthy" as const,
          })),
        ),
      ),
      stopped: [],
      rollout: { taskDefinitionArn: "", state: "COMPLETED", reason: "" },
      events: [],
    };
  };
  const leadsTo = (name: string): RecordPlace | null => {
    for (const service of names) {
      const state = serviceState(release, service);
      const part = involvement(release.current, service);
      if (name === testName(settings, service)) return testRecord(part, runningIn(state));
      const own = [productionName(settings, service), privateName(settings, service)];
      if (own.includes(name)) return recordPlace(state, name);
    }
    throw new Error(`nobody has ${name}`);
  };
  const targetAt = (place: RecordPlace | null) =>
    place === "origin" ? addresses.origin.join() : place && `${place}.elb`;
  const engineState = () =>
    Promise.resolve({
      targets: Object.fromEntries(
        names.map((name) => {
          const host = productionName(settings, name);
          return [host, targetAt(recordPlace(serviceState(release, name), host)) ?? ""];
        }),
      ),
      ...{ tasks: {}, instances: {}, pending: [], writtenAt: "now", content: "now" },
    });
  const ports = {
    stack: {
      project: "bluegreen",
      name: "dev",
      settings,
      read: () => Promise.resolve(deployed()),
      engineState,
      look: async () => ({ deployed: deployed(), engine: await engineState() }),
      dependents: () => Promise.resolve([]),
      provenance: () => Promise.resolve({ settings: null, last: undefined }),
      preview: () => Promise.resolve({ recorded: new Map(), planned: new Map() }),
      apply: (wanted: ReleaseState) => {
        if (trouble.upTo === (wanted.current?.phase ?? "idle")) {
          return Promise.reject(new StepFailed("the `up` failed", ["on purpose"]));
        }
        release = { ...wanted, revision: wanted.revision + 1 };
        return Promise.resolve(deployed());
      },
    },
    observer: {
      pollMs: 1000,
      image: (reference: string) =>
        Promise.resolve({ found: true, pinned: reference, digest: "", architecture: null }),
      fleet: (_: unknown, { serviceName }: { serviceName: string }) =>
        Promise.resolve(fleetOf(serviceName)),
      traffic: () => Promise.resolve({ requests: 0, windowSeconds: 1, lagSeconds: 0 }),
      resolve: (_: unknown, name: string) => {
        const place = leadsTo(name);
        const ttlSeconds = place && (place === "origin" ? calmOrigin.ttlSeconds! : 60);
        const answer = { addresses: place ? addresses[place] : [], ttlSeconds };
        return Promise.resolve([{ server: "ns1", ...answer, error: null }]);
      },
      recordTarget: (_: unknown, name: string) => {
        return Promise.resolve(targetAt(leadsTo(name)));
      },
      alarms: (_: unknown, asked: string[]) =>
        Promise.resolve(
          asked.map((name) => ({ name, state: "OK" as const, reason: "", sinceMs: null })),
        ),
      edgeAddresses: (_: unknown, color: Color) => Promise.resolve(addresses[color]),
      addressesOf: (name: string) => Promise.resolve([`address of ${name}`]),
    },
    metrics: {
      minuteMs: 60_000,
      minutes: (_: unknown, __: unknown, { from, to }: MinuteSpan) =>
        Promise.resolve(
          Array.from({ length: to - from }, (_, index) => ({
            minute: from + index,
            fleets: { blue: { requests: 600 }, green: { requests: 600 } },
          })),
        ),
      percentiles: () => Promise.resolve({}),
    },
    inspector: {
      ...nothingToInspect("a calm world"),
      records: (_: unknown, name: string) => {
        const places = names.map((service) => recordPlace(serviceState(release, service), name));
        if (!places.includes("origin")) return Promise.resolve({ notHere: "a calm world" });
        const ttlSeconds = trouble.originMoved ? 60 : 300;
        const record = { name, type: "A", alias: null, values: addresses.origin, ttlSeconds };
        return Promise.resolve({ value: [record] });
      },
    },
    oneOffTasks: {
      find: (_: unknown, { key }: { key: string }) =>
        Promise.resolve({ taskId: key, state: "stopped", exitCode: 0, reason: "" }),
      look: (_: unknown, __: unknown, taskId: string) => {
        const failed = trouble.hook !== undefined && taskId.endsWith(trouble.hook);
        return Promise.resolve({ taskId, state: "stopped", exitCode: failed ? 1 : 0, reason: "" });
      },
      output: () => Promise.resolve(""),
    },
    tests: {
      run: () =>
        Promise.resolve([
          { name: "GET /", ok: !trouble.tests, seconds: 0, reason: "500", output: "" },
        ]),
    },
    reads: {
      minuteMs: 60_000,
      send: (read: Read) =>
        Promise.resolve(trouble.send?.(read) ?? { status: 200, body: "{}", seconds: 0.04 }),
    },
    clock: {
      nowMs: () => Date.parse("2026-01-01T00:00:00Z") + seconds * 1000,
      monotonicSeconds: () => seconds,
      newId: () => "r-1",
      sleep: (ms: number) => {
        seconds += ms / 1000;
        return Promise.resolve();
      },
    },
    reporter: {
      stepStarted: () => undefined,
      stepEnded: () => undefined,
      waiting: () => undefined,
      note: () => undefined,
      warn: () => undefined,
    },
  } as unknown as Ports;
  return { ports, settings, environment: () => ({ release, inventory, colorSecret: "secret" }) };
}

function inventoryOf(settings: Settings): Inventory {
  const edges = byColor((color) => ({ arn: color, dnsName: `${color}.elb` }));
  const zone = privateZone(settings);
  const called = (name: string) => privateName(settings, name);
  return {
    ...{ region: "eu-central-1", clusterName: "calm", taskSubnetIds: [] },
    hostedZone: { id: "Z1", name: "example.com", nameServers: [] },
    edges,
    ...(zone !== null && { privateEdges: edges, privateZone: { id: "Z2", name: zone } }),
    services: Object.fromEntries(
      Object.entries(settings.services).map(([name, service]) => [
        name,
        {
          ...(service.kind === "worker"
            ? { kind: service.kind }
            : {
                ...(service.public
                  ? { productionName: productionName(settings, name) }
                  : { public: false as const }),
                testName: testName(settings, name),
                ...(called(name) !== null && { privateName: called(name)! }),
              }),
          ...{ repositoryUri: "repo", containerName: name, logGroup: "", securityGroupId: "" },
          fleets: byColor((color) => ({
            ...{ serviceName: `${name} ${color}`, taskDefinitionArn: null },
            ...{ autoScalingGroup: null, capacityProvider: null },
            ...(service.kind === "api" &&
              service.public && { targetGroupArns: { blue: "", green: "" } }),
            ...(called(name) !== null && { privateTargetGroupArns: { blue: "", green: "" } }),
          })),
        },
      ]),
    ),
  };
}
