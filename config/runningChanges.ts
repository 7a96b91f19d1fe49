import type { ReleaseState } from "../release/state";
import { ruleSlot } from "./ruleSlot";
import { type Problem, sentence } from "./problem";
import type { ServiceKind, ServiceSettings, Settings } from "./schema";

/** Settings of a service that can't change while one of its fleets is running. */
export interface RunningShape {
  /** Absent: an API, from before other kinds were recorded. */
  kind?: ServiceKind | undefined;
  /** APIs only. */
  port?: number | undefined;
  /** APIs only; absent in records from before it was added. */
  ruleSlot?: number | undefined;
  compute: ServiceSettings["compute"]["type"];
}

export function shapeOf(name: string, service: ServiceSettings): RunningShape {
  const { kind, compute } = service;
  const ofApi = service.kind === "api" && {
    port: service.port,
    ruleSlot: ruleSlot(name, service),
  };
  return { kind, compute: compute.type, ...ofApi };
}

/**
 * Changes that would take a running fleet out of service because AWS can only replace what they touch:
 * its target groups and their port, its ECS service, the port that callers know from its slot, or two
 * rules that would swap priorities. An `up` must not do what only a release may do.
 */
export function runningChanges(
  settings: Settings,
  deployed: ReleaseState | undefined,
  shapes: Record<string, RunningShape>,
): string[] {
  return Object.entries(settings.services).flatMap(([name, service]) => {
    const shape = shapes[name];
    if (!shape || !isRunning(deployed, name)) return [];
    const wanted = shapeOf(name, service);
    const found = { ...shape, kind: shape.kind ?? "api" };
    // If the kind differs, comparing ports is meaningless.
    const keys =
      wanted.kind === found.kind ? (["port", "ruleSlot", "compute"] as const) : (["kind"] as const);
    return keys.flatMap((key) =>
      found[key] === undefined || wanted[key] === found[key]
        ? []
        : [sentence(change(name, key, found[key], wanted[key]))],
    );
  });
}

/** During its handover a worker has no running fleet. */
function isRunning(deployed: ReleaseState | undefined, name: string): boolean {
  if (deployed?.current?.services[name]) return true;
  return Object.values(deployed?.services[name]?.fleets ?? {}).some(({ size }) => size > 0);
}

function change(service: string, key: string, from: unknown, to: unknown): Problem {
  return {
    key: `services.${service}.${key}`,
    text:
      `is ${String(to)}, but ${service} is running with ${String(from)}, and the change ` +
      "would stop it. Set it back, and make the change by adding a service under " +
      "another name",
  };
}
