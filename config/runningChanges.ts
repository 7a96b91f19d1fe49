import type { ReleaseState } from "../release/state";
import { ruleSlot } from "./ruleSlot";
import { type Problem, sentence } from "./problem";
import type { ServiceKind, ServiceSettings, Settings } from "./schema";

/** What of a service can't change while a fleet of it runs. */
export interface RunningShape {
  /** Absent: an API, as it was recorded before there were others. */
  kind?: ServiceKind | undefined;
  /** Of an API. */
  port?: number | undefined;
  /** Of an API; absent as it was recorded before. */
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
 * Changes that would take a running fleet out of service, because AWS can only replace what they touch:
 * its target groups and their port, or its ECS service; or because callers know the port that comes from its
 * slot, and two rules can't trade places. An `up` may not do what is for a release to do.
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
    // Of another kind, its port says nothing.
    const keys =
      wanted.kind === found.kind ? (["port", "ruleSlot", "compute"] as const) : (["kind"] as const);
    return keys.flatMap((key) =>
      found[key] === undefined || wanted[key] === found[key]
        ? []
        : [sentence(change(name, key, found[key], wanted[key]))],
    );
  });
}

/** Nothing of a worker runs in the middle of its handover. */
function isRunning(deployed: ReleaseState | undefined, name: string): boolean {
  if (deployed?.current?.services[name]) return true;
  return Object.values(deployed?.services[name]?.fleets ?? {}).some(({ size }) => size > 0);
}

function change(service: string, key: string, from: unknown, to: unknown): Problem {
  return {
    key: `services.${service}.${key}`,
    text:
      `is ${String(to)}, but ${service} runs with ${String(from)}, and the change would stop it. ` +
      "Set it back, and bring the change as a service of another name",
  };
}
