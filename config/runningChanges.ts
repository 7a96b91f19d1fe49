import type { ReleaseState } from "../release/state";
import { type Problem, sentence } from "./problem";
import type { ServiceSettings, Settings } from "./schema";

/** What of a service can't change while a fleet of it runs. */
export interface RunningShape {
  port: number;
  compute: ServiceSettings["compute"]["type"];
}

export function shapeOf({ port, compute }: ServiceSettings): RunningShape {
  return { port, compute: compute.type };
}

/**
 * Changes that would take a running fleet out of service, because AWS can only replace what they touch:
 * its target groups and their port, or its ECS service. An `up` may not do what is for a release to do.
 */
export function runningChanges(
  settings: Settings,
  deployed: ReleaseState | undefined,
  shapes: Record<string, RunningShape>,
): string[] {
  return Object.entries(settings.services).flatMap(([name, service]) => {
    const shape = shapes[name];
    if (!shape || !isRunning(deployed, name)) return [];
    const wanted = shapeOf(service);
    return (["port", "compute"] as const).flatMap((key) =>
      wanted[key] === shape[key] ? [] : [sentence(change(name, key, shape[key], wanted[key]))],
    );
  });
}

function isRunning(deployed: ReleaseState | undefined, name: string): boolean {
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
