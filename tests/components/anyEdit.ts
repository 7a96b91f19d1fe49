import * as fc from "fast-check";
import { keptSettings } from "../../config/definition";
import type { RawConfig } from "../../config/raw";
import { readSettings } from "../../config/settings";
import { leave, retire, switchBack, switchOver } from "../../release/transitions";
import { colors, type ReleaseState } from "../../release/state";
import { settingsOf } from "../config/samples";
import { environment, phases, registered } from "./phases";
import { variants } from "./variants";

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
const instead =
  (name: string, service: object): Edit =>
  (raw) =>
    name in services(raw) ? { ...raw, services: { ...services(raw), [name]: service } } : raw;
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

/** Values that the variants don't have: by themselves, what they change can only be replaced. */
const ofEnvironment: Edit[] = [
  set({ domain: "new.example.com" }),
  set({ domain: "dev.other.com", hostedZone: "other.com" }),
  set({ network: { cidr: "10.20.0.0/16" } }),
  set({ network: { availabilityZones: 3 } }),
  set({ network: { natGateways: "onePerAz" } }),
  set({ network: brought }),
  ...[{ foundation: "prod" }, { cluster: "team" }].map(
    (elsewhere): Edit =>
      (raw) =>
        set(elsewhere)(ofService("matching", { compute: { type: "fargate" } })(raw)),
  ),
  set({ imagesFrom: "prod" }),
  set({ permissionsBoundary: boundary }),
  set({ drain: { ttlSeconds: 30 } }),
];

/** Edits of one service, of several keys at once or with values that the variants don't have. */
const changes: object[] = [
  { port: 7070 },
  { ruleSlot: 77 },
  { compute: { type: "ec2" } },
  { compute: { type: "fargate" } },
  { cpu: 512, memoryMiB: 1024 },
  { size: 4 },
  { healthCheck: { path: "/ready" } },
  { deregistrationSeconds: 5, stopSeconds: 10, startSeconds: 60, longestRequestSeconds: 5 },
  { longestRequestSeconds: 900, stopSeconds: 60 },
  { calls: [] },
  { errorAlarmPercent: 0 },
  { hosts: ["accounts"] },
  { hosts: ["accounts", "users", "matching"] },
];

const names = ["users", "matching"];
const toEach = (change: object): Edit[] => names.map((name) => ofService(name, change));

/**
 * Every key of the variants by itself, with each value that it has there and that is valid here, and every service as
 * a whole: some keys are valid only together.
 */
const ofVariants: Edit[] = Object.values(variants).flatMap((raw) => {
  const { services: all, ...keys } = raw;
  const ofKeys = Object.entries(keys).map(([key, value]) => set({ [key]: value }));
  const ofServices = Object.values(all as Record<string, object>).flatMap((service) => [
    ...Object.entries(service).flatMap(([key, value]) => toEach({ [key]: value as unknown })),
    ...names.map((name) => instead(name, service)),
  ]);
  return [...ofKeys, ...ofServices].filter((edit) => readSettings(edit(environment)).ok);
});

const wholeServices = [without("users"), without("matching"), ofServiceAdded()];

/** Each edit that may be made, by itself. */
export const edits: readonly Edit[] = [
  ...[...ofEnvironment, ...ofVariants, ...changes.flatMap(toEach)],
  ...wholeServices,
];

/** One to three edits of the settings, made at once. */
export const anyEdit: fc.Arbitrary<Edit> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...ofEnvironment),
      fc.constantFrom(...ofVariants),
      fc.constantFrom(...changes.flatMap(toEach)),
      fc.constantFrom(...wholeServices),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((made) => (raw) => made.reduce((edited, edit) => edit(edited), raw));

function ofServiceAdded(): Edit {
  return (raw) => ({ ...raw, services: { ...services(raw), proto: { ruleSlot: 50 } } });
}

const who = { id: "release-2", owner: "somebody@somewhere:1", startedAt: "2025-01-01T00:00:00Z" };
const leaving = leave(phases.idle, { ...who, services: ["users"] });

/** Every phase in which something serves: `users`, in a release or on its way out of production. */
export const servingPhases: Record<string, ReleaseState> = {
  ...{ idle: phases.idle, staged: phases.staged, switched: phases.switched },
  canary: phases.canary,
  "switched after a canary": phases["switched after a canary"],
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
