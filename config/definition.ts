import { isDeepStrictEqual } from "node:util";
import {
  colors,
  type Fleet,
  type FleetSettings,
  type ReleaseState,
  serviceState,
  type ServiceState,
} from "../release/state";
import { type Effect, serviceEffects, sets } from "./effects";
import { type ServiceSettings, serviceSchema, type Settings } from "./schema";
import { healthPorts, matcherProblem } from "./protocol";
import { withoutKnownDigests } from "./sidecarImage";
import { statementsOf } from "./taskPermissions";

const effectOf = (key: string): Effect | undefined =>
  (serviceEffects as Record<string, Effect>)[key];

/** The part of its service's settings that a fleet keeps when it is released. */
export function keptSettings(service: ServiceSettings): FleetSettings {
  const kept = Object.entries(service).filter(([key]) => effectOf(key) === "release");
  // As recorded: without keys that have no value.
  return JSON.parse(JSON.stringify(Object.fromEntries(kept))) as FleetSettings;
}

/**
 * The settings that a fleet runs with: those it was released with, and the current ones for the rest. A
 * fleet that has kept none follows the current settings.
 */
export function settingsOf<Service extends ServiceSettings>(
  service: Service,
  { settings }: Pick<Fleet, "settings">,
): Service {
  if (!settings) return withoutUnpinned(service);
  // A release asks for the same few at each of its steps, in objects that are never changed in place.
  const known = merged.get(service) ?? new Map<string, ServiceSettings>();
  merged.set(service, known);
  const text = JSON.stringify(settings);
  const found = known.get(text) ?? merge(service, settings);
  known.set(text, found);
  return found as Service;
}

/** What kept no settings was released before there were sidecars, and none is looked up without a release. */
function withoutUnpinned<Service extends ServiceSettings>(service: Service): Service {
  const all = Object.entries(service.sidecars);
  const pinned = all.filter(([, { image }]) => image.includes("@"));
  if (pinned.length === all.length) return service;
  const found = { ...service, sidecars: Object.fromEntries(pinned) };
  if (!pinned.some(([, { logRouter }]) => logRouter)) delete found.logs;
  return found;
}

const merged = new WeakMap<ServiceSettings, Map<string, ServiceSettings>>();

function merge(service: ServiceSettings, settings: FleetSettings): ServiceSettings {
  const present = Object.entries(service).filter(([key]) => effectOf(key) !== "release");
  const at = Object.fromEntries(present);
  // What was released before capabilities were dropped kept all of them.
  const both = { ...at, droppedCapabilities: [], ...settings, ...fittingCheck(service, settings) };
  // A setting that was added to the schema since then has its default in what was released before.
  const parsed = serviceSchema.safeParse(both);
  if (parsed.success) return parsed.data;
  // What the schema refuses by now was fine then.
  return { ...serviceSchema.safeParse(at).data, ...both } as unknown as ServiceSettings;
}

/** A fleet that stopped before the protocol changed has a health check of the former one, which AWS would refuse. */
function fittingCheck(service: ServiceSettings, { healthCheck }: FleetSettings) {
  if (service.kind !== "api" || !healthCheck) return {};
  const { matcher = "" } = healthCheck as { matcher?: string };
  const fits = matcher === "" || matcherProblem(service.protocol, matcher) === null;
  return fits ? {} : { healthCheck: service.healthCheck };
}

/** Settings of the fleets that may run: more than one while a service is being released. */
export function neededSettings<Service extends ServiceSettings>(
  service: Service,
  { fleets }: Pick<ServiceState, "fleets">,
  isReleased: boolean,
): Service[] {
  const running = colors.filter(
    (color) => fleets[color].image !== null && (isReleased || fleets[color].size > 0),
  );
  const needed = running.map((color) => settingsOf(service, fleets[color]));
  return needed.length > 0 ? needed : [service];
}

/** The settings with every call that a fleet may still make, including calls that were removed. */
export function withCallsOf(settings: Settings, release: ReleaseState): Settings {
  const services = Object.entries(settings.services).map(([name, service]) => {
    const isReleased = release.current?.services[name] !== undefined;
    const needed = neededSettings(service, serviceState(release, name), isReleased);
    const calls = [...new Set([service, ...needed].flatMap((one) => one.calls))];
    return [
      name,
      {
        ...service,
        calls: calls.filter((callee) => callee in settings.services || settings.foundation),
      },
    ];
  });
  return { ...settings, services: Object.fromEntries(services) as Settings["services"] };
}

/** Services whose running fleets were released with a call to this one, whatever their settings say by now. */
export function callersOf(callee: string, release: ReleaseState): string[] {
  return Object.entries(release.services).flatMap(([name, { fleets }]) => {
    const isReleased = release.current?.services[name] !== undefined;
    const calls = colors
      .filter((color) => fleets[color].size > 0 || isReleased)
      .flatMap((color) => (fleets[color].settings?.["calls"] ?? []) as string[]);
    return name !== callee && calls.includes(callee) ? [name] : [];
  });
}

/** One setting that differs, such as `environment.LOG_LEVEL`. */
export interface Difference {
  key: string;
  /** Undefined: not set. */
  from: unknown;
  to: unknown;
}

/** A value of a setting, for people. */
export function said(value: unknown): string {
  if (value === undefined) return "not set";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Where two sets of kept settings differ, by key, down to single variables. */
export function differences(from: FleetSettings, to: FleetSettings): Difference[] {
  return differ("", from, to).sort((one, other) => (one.key < other.key ? -1 : 1));
}

function differ(key: string, from: unknown, to: unknown): Difference[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (!isObject(from) || !isObject(to)) return [{ key, from, to }];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((one) =>
    differ(key ? `${key}.${one}` : one, own(from, one), own(to, one)),
  );
}

/** A variable may be called `constructor`, which every object inherits. */
function own(from: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Settings that wait for a release, by service: they differ from what serves.
 *
 * @param called services that wait for one because others call them by now
 */
export function waitingSettings(
  { services }: Pick<Settings, "services">,
  release: Pick<ReleaseState, "services">,
  called: readonly string[] = [],
): Record<string, Difference[]> {
  const waiting = Object.entries(services).flatMap(([name, service]) => {
    const { activeColor, fleets } = release.services[name] ?? { activeColor: null };
    const kept = activeColor && fleets?.[activeColor].settings;
    if (!kept) return [];
    const found = [
      ...definitionDifferences(service, kept, keptSettings(service)),
      ...(called.includes(name) ? [calledBy(name, { services })] : []),
    ];
    return found.length > 0 ? [[name, found] as const] : [];
  });
  return Object.fromEntries(waiting);
}

/** Of a service that was released before anybody called it: what its next release does. */
export function calledBy(name: string, { services }: Pick<Settings, "services">): Difference {
  const callers = Object.keys(services).filter((one) => services[one]!.calls.includes(name));
  return { key: "calledBy", from: undefined, to: callers };
}

/** For machines: only keys, since a value may be a reference to a secret. */
export function keysOf(waiting: Record<string, readonly Difference[]>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(waiting).map(([name, changes]) => [name, changes.map(({ key }) => key)]),
  );
}

/** Where definitions differ: a setting that was added to the schema since then has its default in both. */
export function definitionDifferences(
  service: ServiceSettings,
  from: FleetSettings,
  to: FleetSettings,
): Difference[] {
  const complete = (settings: FleetSettings) =>
    inOneOrder(keptSettings(settingsOf(service, { settings })));
  const [one, other] = [complete(from), complete(to)];
  return differences(withoutKnownDigests(one, other), withoutKnownDigests(other, one));
}

/** The order of these lists means nothing, and neither does an entry that is in them twice. */
function inOneOrder(settings: FleetSettings): FleetSettings {
  const sorted = sets.flatMap((key) => {
    const value = settings[key];
    return Array.isArray(value) ? [[key, inOrder(value)] as const] : [];
  });
  return { ...settings, ...Object.fromEntries(sorted) };
}

/** Each entry once; a map is compared by its text. */
function inOrder(values: readonly FleetSettings[string][]): FleetSettings[string][] {
  return [...new Set(values.map((value) => JSON.stringify(value)))]
    .sort()
    .map((text) => JSON.parse(text) as FleetSettings[string]);
}

/** Whether tasks of one definition may reach, read or pull something that those of another may not, or be reached. */
export function mayDoMore(service: ServiceSettings, one: Fleet, than: Fleet): boolean {
  const [before, after] = [settingsOf(service, one), settingsOf(service, than)];
  const beyond = <T>(of: readonly T[], other: readonly T[]) =>
    of.some((each) => !other.includes(each));
  return (
    beyond(before.outboundPorts, after.outboundPorts) ||
    beyond(healthPorts(before), healthPorts(after)) ||
    beyond(before.calls, after.calls) ||
    beyond(before.policyArns, after.policyArns) ||
    (before.exec && !after.exec) ||
    beyond(permissionsOf(before), permissionsOf(after)) ||
    beyond(mountsOf(before), mountsOf(after)) ||
    beyond(secretsOf(before), secretsOf(after)) ||
    beyond(loginsOf(before), loginsOf(after)) ||
    (before.secretsKmsKeyArn ?? after.secretsKmsKeyArn) !== after.secretsKmsKeyArn
  );
}

const permissionsOf = (service: ServiceSettings) =>
  statementsOf([service]).map((statement) => JSON.stringify(statement));

/** References of all its containers, and of how its log is sent on. */
export const secretsOf = ({
  secrets,
  sidecars,
  logs,
}: Pick<ServiceSettings, "secrets" | "sidecars" | "logs">): string[] =>
  [
    secrets,
    ...Object.values(sidecars).map((one) => one.secrets),
    logs?.secretOptions ?? {},
  ].flatMap(Object.values<string>);

/** Secrets that its images are pulled with, by ARN. */
export const loginsOf = ({
  repositorySecretArn,
  sidecars,
}: Pick<ServiceSettings, "repositorySecretArn" | "sidecars">): string[] =>
  [repositorySecretArn, ...Object.values(sidecars).map((one) => one.repositorySecretArn)].filter(
    (arn) => arn !== undefined,
  );

const mountsOf = (service: ServiceSettings) =>
  service.volumes.flatMap(({ efs, accessPoint, readOnly }) =>
    efs === undefined ? [] : [JSON.stringify([efs, accessPoint, readOnly])],
  );

/** The values of all the settings, each once and in a stable order. */
export function union<T>(
  needs: readonly ServiceSettings[],
  of: (settings: ServiceSettings) => readonly T[],
): T[] {
  return [...new Set(needs.flatMap(of))];
}
