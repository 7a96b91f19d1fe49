import * as fc from "fast-check";
import { keptSettings } from "../../config/definition";
import type { RawConfig } from "../../config/raw";
import { leave, retire, switchBack, switchOver } from "../../release/transitions";
import { colors, type ReleaseState } from "../../release/state";
import { settingsOf } from "../config/samples";
import { environment, phases, registered } from "./phases";

type Edit = (raw: RawConfig) => RawConfig;

const services = (raw: RawConfig) => raw["services"] as Record<string, object>;
const set =
  (more: RawConfig): Edit =>
  (raw) => ({ ...raw, ...more });
const ofService =
  (name: string, more: object): Edit =>
  (raw) =>
    name in services(raw)
      ? { ...raw, services: { ...services(raw), [name]: { ...services(raw)[name], ...more } } }
      : raw;
const without =
  (name: string): Edit =>
  (raw) => {
    const { [name]: _, ...others } = services(raw);
    return { ...raw, services: others };
  };

const brought = {
  vpcId: "vpc-00000009",
  publicSubnetIds: ["subnet-00000008", "subnet-00000009"],
  privateSubnetIds: ["subnet-00000006", "subnet-00000007"],
};
const boundary = "arn:aws:iam::123456789012:policy/boundary";

/** Edits of the environment, one for each key and kind of value. */
const ofEnvironment: Edit[] = [
  set({ domain: "new.example.com" }),
  set({ domain: "dev.other.com", hostedZone: "other.com" }),
  set({ hostedZone: "example.com" }),
  set({ network: { cidr: "10.20.0.0/16" } }),
  set({ network: { availabilityZones: 3 } }),
  set({ network: { natGateways: "onePerAz" } }),
  set({ network: brought }),
  set({ foundation: "prod" }),
  set({ imagesFrom: "prod" }),
  set({ protect: true }),
  set({ keepImages: true }),
  set({ permissionsBoundary: boundary }),
  set({ logRetentionDays: 30 }),
  set({
    logKmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
  }),
  set({ loadBalancers: { desyncMitigation: "strictest" } }),
  set({ drain: { ttlSeconds: 30 } }),
  set({ dnsSeconds: 60 }),
  set({ quotas: { targetGroups: 500 } }),
];

const worker = { kind: "worker", port: undefined, selfTest: { command: ["true"] } };

/** Edits of one service. */
const changes: object[] = [
  { port: 7070 },
  { ruleSlot: 77 },
  worker,
  { compute: { type: "ec2" } },
  { compute: { type: "fargate" } },
  { architecture: "ARM64" },
  { cpu: 512, memoryMiB: 1024 },
  { environment: { LOG_LEVEL: "debug" } },
  { size: 4 },
  { size: { min: 2, max: 6, target: { cpuPercent: 60 } } },
  { healthCheck: { path: "/ready" } },
  { deregistrationSeconds: 5, stopSeconds: 10, startSeconds: 60 },
  { calls: ["users"] },
  { calls: [] },
  { outboundPorts: [443, 5432] },
  { errorAlarmPercent: 0 },
  { readonlyRootFilesystem: false },
  { droppedCapabilities: ["ALL"] },
  { repository: "ghcr.io/team/users" },
  { hosts: ["accounts"] },
  { hosts: ["accounts", "users", "matching"] },
];

const anyServiceEdit = fc
  .tuple(fc.constantFrom("users", "matching"), fc.constantFrom(...changes))
  .map(([name, change]) => ofService(name, change));

/** One to three edits of the settings, made at once. */
export const anyEdit: fc.Arbitrary<Edit> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...ofEnvironment),
      anyServiceEdit,
      fc.constantFrom(without("users"), without("matching"), ofServiceAdded()),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((edits) => (raw) => edits.reduce((edited, edit) => edit(edited), raw));

function ofServiceAdded(): Edit {
  return (raw) => ({ ...raw, services: { ...services(raw), proto: { ruleSlot: 50 } } });
}

const who = { id: "release-2", owner: "somebody@somewhere:1", startedAt: "2025-01-01T00:00:00Z" };
const leaving = leave(phases.idle, { ...who, services: ["users"] });

/** Every phase in which something serves: `users`, in a release or on its way out of production. */
export const servingPhases: Record<string, ReleaseState> = {
  ...{ idle: phases.idle, staged: phases.staged, switched: phases.switched },
  ...{ returning: phases.returning, retired: phases.retired },
  leaving,
  left: switchOver(leaving),
  "coming back": switchBack(switchOver(leaving)),
};

/** `users` has drained, and nothing serves any more. */
export const drained = retire(switchOver(leaving));

/** The settings of the test environment, with and without calls between its services. */
export const settings: Record<"plain" | "calling", RawConfig> = {
  plain: environment,
  calling: ofService("matching", { calls: ["users"] })(environment),
};

/** The state in which `matching` serves too, released with these settings. */
export function withMatching(state: ReleaseState, raw: RawConfig): ReleaseState {
  const kept = keptSettings(settingsOf(raw).services["matching"]!);
  const blue = { image: "matching@sha256:1111", size: 2, settings: kept };
  const fleets = { blue, green: { image: null, size: 0 } };
  const { users } = registered(state, ...colors).services;
  const matching = { activeColor: "blue" as const, fleets };
  return { ...state, services: { ...state.services, ...(users && { users }), matching } };
}
