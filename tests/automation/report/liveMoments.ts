import type { Look } from "../../../automation/commands/statusLook";
import type { Standing } from "../../../automation/commands/status";
import { describeState, type Surroundings } from "../../../automation/commands/statusSentence";
import { viewOf } from "../../../automation/commands/dashboardView";
import type { LiveTraffic, Moment } from "../../../automation/report/live/view";
import { inventorySchema } from "../../../release/inventory";
import type { Color, CurrentRelease, Fleet, ReleaseState } from "../../../release/state";

const nowMs = Date.parse("2026-11-27T10:00:00Z");
const at = (second: number) => new Date(nowMs + second * 1000).toISOString();

const fleet = (digit: string, tag: string, size: number, release: string): Fleet => ({
  image: `repository@sha256:${digit.repeat(64)}`,
  label: { release, at: at(-60), tag },
  size,
});
const groups = { blue: "group-of-blue", green: "group-of-green" };
const known = (name: string, worker = false) => {
  const fleetOf = () => ({
    ...{ serviceName: name, taskDefinitionArn: null, autoScalingGroup: null },
    ...{ capacityProvider: null, ...(worker ? {} : { targetGroupArns: groups }) },
  });
  return {
    kind: worker ? "worker" : "api",
    ...(worker ? {} : { productionName: `${name}.example.com` }),
    ...{ repositoryUri: "", containerName: "", logGroup: "", securityGroupId: "" },
    fleets: { blue: fleetOf(), green: fleetOf() },
  };
};
const edge = (color: string) => ({ arn: color, dnsName: `${color}.elb` });
const inventory = inventorySchema.parse({
  ...{ region: "eu-central-1", clusterName: "prod", taskSubnetIds: [] },
  hostedZone: { id: "Z1", name: "example.com", nameServers: [] },
  edges: { blue: edge("blue"), green: edge("green") },
  services: { users: known("users"), matching: known("matching"), mailer: known("mailer", true) },
});

const current: CurrentRelease = {
  ...{ id: "r-7", owner: "ann@ci-7:4711", startedAt: at(-300), phase: "staged" },
  services: { users: { candidate: "green" } },
};

function stateOf(
  active: Color,
  sizes: Record<Color, number>,
  release: CurrentRelease | null,
): ReleaseState {
  return {
    revision: 12,
    services: {
      users: {
        activeColor: active,
        fleets: {
          blue: fleet("1", "1.3.0", sizes.blue, "r-6"),
          green: fleet("2", "1.4.0", sizes.green, "r-7"),
        },
      },
      matching: {
        activeColor: "blue",
        fleets: { blue: fleet("3", "2.0.1", 3, "r-4"), green: { image: null, size: 0 } },
      },
      mailer: {
        activeColor: "green",
        fleets: { blue: { image: null, size: 0 }, green: fleet("4", "0.9.0", 1, "r-5") },
      },
    },
    current: release,
  };
}

const tasks = (running: number, healthy?: number) => ({
  ...{ running, wanted: running, ...(healthy === undefined ? {} : { healthy }) },
});

function lookOf(leadsTo: Color, users: Record<Color, ReturnType<typeof tasks>>): Look {
  const witness = (service: string, color: Color) => ({
    ...{ service, recorded: color, engine: color, dns: color },
  });
  return {
    asked: true,
    tasks: { users, matching: { blue: tasks(3, 3) }, mailer: { green: tasks(1) } },
    evidence: {
      services: [witness("users", leadsTo), witness("matching", "blue")],
      ...{ workers: [], pending: [], tasks: {}, instances: {}, content: "" },
    },
    blockers: [],
  };
}

const minutes = Array.from({ length: 12 }, (_, index) => nowMs - (14 - index) * 60_000);

/** Green begins at the minute; before it there is nothing. */
function trafficFrom(minute: number, share: number): LiveTraffic {
  const wave = (index: number) => Math.sin(index * 1.7) + 1;
  const points = (of: (index: number) => number | null) =>
    minutes.map((ms, index) => [ms, of(index)] as const);
  const isOn = (index: number) => index >= minute;
  return {
    services: [
      {
        service: "users",
        versions: [
          {
            ...{ name: "1.3.0", color: "blue" },
            answers: points((index) => (120 + 8 * wave(index)) * (isOn(index) ? 1 - share : 1)),
            p50Ms: points((index) => 38 + 2 * wave(index)),
            p99Ms: points((index) => 130 + 15 * wave(index)),
          },
          {
            ...{ name: "1.4.0", color: "green" },
            answers: points((index) => (isOn(index) ? (120 + 8 * wave(index)) * share : null)),
            p50Ms: points((index) => (isOn(index) ? 12 + wave(index) : null)),
            p99Ms: points((index) => (isOn(index) ? 61 + 9 * wave(index) : null)),
          },
        ],
        failed: points(() => 0),
      },
    ],
    bands: [
      { name: "test", fromMs: nowMs - 840_000, toMs: nowMs - 400_000, failed: false },
      { name: "canary", fromMs: nowMs - 400_000, toMs: nowMs, failed: false },
    ],
    ...{ fromMs: nowMs - 840_000, toMs: nowMs },
    remarks: ["As the load balancers count them; metrics arrive 3 minutes late."],
  };
}

const around: Surroundings = {
  ...{ stack: "prod", owner: "elsewhere", lock: null, lockIsDead: false, pending: [] },
  ...{ unreadable: false, unrecorded: [], heldUntilMs: nowMs + 42_000, nowMs, moved: null },
  ...{ stopping: [], short: [] },
};

function momentOf(
  release: ReleaseState,
  look: Look,
  traffic: LiveTraffic,
  more: Partial<Surroundings> = {},
): Moment {
  const surroundings = { ...around, ...more };
  const engine = {
    targets: {},
    tasks: {},
    instances: {},
    repositories: {},
    writtenAt: at(-28),
    content: "",
  };
  const standing: Standing = {
    ...{ release, inventory, look, surroundings, waiting: {}, notes: [] },
    ...{ engine: { ...engine, pending: [] }, ...describeState(release, surroundings) },
  };
  const stack = { name: "prod", seenMs: nowMs, ttlSeconds: 60, marginSeconds: 10 };
  return { view: viewOf(stack, standing, traffic), failure: null, nowMs };
}

const both = { blue: tasks(2, 2), green: tasks(2, 2) };
const nothing: LiveTraffic = {
  ...{ services: [], bands: [], fromMs: nowMs, toMs: nowMs },
  remarks: ["The load balancers' metrics could not be read: AccessDenied"],
};
const released = (phase: CurrentRelease["phase"], more: Partial<CurrentRelease> = {}) => ({
  ...{ ...current, phase, ...more },
});
const canary = released("canary", {
  ...{ hasCanary: true, services: { users: { candidate: "green", share: 20 } } },
});

/** What is recorded at each of the moments. */
export const states = {
  idle: stateOf("green", { blue: 0, green: 2 }, null),
  staged: stateOf("blue", { blue: 2, green: 2 }, released("staged")),
  canary: stateOf("blue", { blue: 2, green: 2 }, canary),
  switched: stateOf("green", { blue: 2, green: 2 }, released("switched", { ttlSeconds: 60 })),
};

/** Where a release may stand when somebody looks. */
export const moments = {
  idle: momentOf(
    states.idle,
    lookOf("green", { blue: tasks(0, 0), green: tasks(2, 2) }),
    trafficFrom(2, 1),
    { owner: null },
  ),
  staged: momentOf(
    states.staged,
    lookOf("blue", { blue: tasks(2, 2), green: tasks(2, 1) }),
    trafficFrom(99, 0),
    { lock: "ann@ci-7 (pid 4720), for 12 s, on another host" },
  ),
  canary: momentOf(states.canary, lookOf("blue", both), trafficFrom(6, 0.2)),
  switched: momentOf(states.switched, lookOf("green", both), trafficFrom(8, 0.9)),
  paused: momentOf(
    states.switched,
    {
      ...{ asked: false, why: "AWS did not answer within 12 s" },
      differing: ["users.example.com: recorded green, Pulumi blue, DNS not asked"],
    },
    nothing,
    { owner: "gone", heldUntilMs: nowMs - 90_000, moved: "names" },
  ),
};

/** The last look failed. */
export const failedMoment: Moment = {
  ...moments.switched,
  failure: {
    atMs: nowMs + 5000,
    found: "Could not read the state. The backend can't be reached.",
    reasons: ["connect ETIMEDOUT <10.0.0.1>"],
    next: "bluegreen status --stack prod",
  },
  nowMs: nowMs + 6000,
};
