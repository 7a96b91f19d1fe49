import type { RunningShape } from "../release/inventory";
import type { ReleaseState } from "../release/state";
import { callersOf } from "./definition";
import { hostLabel } from "./names";
import { list, type Problem } from "./problem";
import { ruleSlot } from "./ruleSlot";
import type { ServiceSettings, Settings } from "./schema";

export type { RunningShape };

/** What every API spoke before there was a setting for it. */
const usualProtocol = "http1";

export function shapeOf(name: string, service: ServiceSettings): RunningShape {
  const { kind, compute } = service;
  const ofApi = service.kind === "api" && {
    port: service.port,
    ruleSlot: ruleSlot(name, service),
    ...(service.protocol !== usualProtocol && { protocol: service.protocol }),
    ...(!service.public && { public: false as const }),
  };
  return { kind, compute: compute.type, ...ofApi };
}

/**
 * Changes that would take a running fleet out of service because AWS can only replace what they touch:
 * its target groups with their port, protocol and load balancers, its ECS service, or the port that callers know from
 * its slot. Where it has no private name, its rules move to another slot in place, and each of its names is in the same
 * rules throughout. An `up` must not do what only a release may do.
 */
export function runningChanges(
  settings: Settings,
  deployed: ReleaseState | undefined,
  shapes: Record<string, RunningShape>,
): { service: string; problem: Problem }[] {
  return Object.entries(settings.services).flatMap(([name, service]) => {
    const shape = shapes[name];
    if (!shape || !isRunning(deployed, name)) return [];
    const usual = { protocol: usualProtocol, public: true };
    const wanted = { ...usual, ...shapeOf(name, service) };
    const found = { ...usual, ...shape, kind: shape.kind ?? "api" };
    // If the kind differs, comparing ports is meaningless.
    const isCalled = shape.privateName !== undefined || callersOf(name, deployed!).length > 0;
    const slot = isCalled ? (["ruleSlot"] as const) : [];
    const keys =
      wanted.kind === found.kind
        ? (["port", "protocol", "public", ...slot, "compute"] as const)
        : (["kind"] as const);
    return keys.flatMap((key) =>
      found[key] === undefined || wanted[key] === found[key]
        ? []
        : [{ service: name, problem: change(name, key, found[key], wanted[key]) }],
    );
  });
}

/**
 * The same for services that never served but are called by one that does: its definition has their address, so
 * that must stay.
 */
export function calledChanges(
  settings: Settings,
  deployed: ReleaseState | undefined,
  shapes: Record<string, RunningShape>,
): { service: string; problem: Problem }[] {
  return Object.entries(settings.services).flatMap(([name, service]) => {
    const shape = shapes[name];
    const callers = deployed ? callersOf(name, deployed) : [];
    if (!shape || callers.length === 0 || isRunning(deployed, name)) return [];
    const { ruleSlot: slot, kind } = shapeOf(name, service);
    // Of another domain the environment tells (config/environmentShape.ts).
    const [before] = shape.privateName?.split(".") ?? [];
    const changedHost = before !== undefined && before !== hostLabel(settings, name);
    const keys =
      kind !== (shape.kind ?? "api")
        ? ["kind"]
        : [
            ...(shape.ruleSlot !== undefined && shape.ruleSlot !== slot ? ["ruleSlot"] : []),
            ...(changedHost ? ["host"] : []),
          ];
    return keys.map((key) => ({
      service: name,
      problem: {
        key: `services.${name}.${key}`,
        text: `can't change: ${name} is called at this address by ${list(callers)}`,
      },
    }));
  });
}

/**
 * Services that would take the slot that another one leaves in the same `up`. AWS refuses a priority that is in
 * use, and Pulumi neither orders such changes nor deletes before it creates.
 */
export function takenSlots(
  { services }: Settings,
  shapes: Record<string, RunningShape>,
): { service: string; problem: Problem }[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const { ruleSlot: slot } = shapeOf(name, service);
    if (slot === undefined || shapes[name]?.ruleSlot === slot) return [];
    const holder = Object.keys(shapes).find((other) => shapes[other]?.ruleSlot === slot);
    if (holder === undefined) return [];
    const key = `services.${name}.ruleSlot`;
    return [
      {
        service: name,
        problem: { key, text: `is ${slot}, but ${holder} still has that slot` },
      },
    ];
  });
}

/** During its handover a worker has no running fleet. */
export function isRunning(deployed: ReleaseState | undefined, name: string): boolean {
  if (deployed?.current?.services[name] || deployed?.services[name]?.activeColor) return true;
  return Object.values(deployed?.services[name]?.fleets ?? {}).some(({ size }) => size > 0);
}

function change(service: string, key: string, from: unknown, to: unknown): Problem {
  return {
    key: `services.${service}.${key === "compute" ? "compute.type" : key}`,
    text: `is ${String(to)}, but ${service} is running with ${String(from)}, and the change would interrupt it`,
  };
}
