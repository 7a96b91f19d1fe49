import { isDeepStrictEqual } from "node:util";
import { registry } from "../../localCloud/control/registry";
import type { Registered, Run } from "./engine";

/** A resource that serves and that an `up` would replace or delete. */
export interface Harm {
  resource: string;
  how: "replaced" | "deleted";
  /** Pulumi's rule: it deletes nothing that its state protects, and replaces nothing that stays protected. */
  refused: boolean;
}

const keyOf = ({ type, name }: Registered) => `${type.split(":").at(-1)} ${name}`;

/**
 * What an `up` does to what serves, by what the program registers before and after an edit: what is no longer
 * registered is deleted, and what AWS can only replace is replaced.
 */
export function harms(before: Run, after: Run, serves: (one: Registered) => boolean): Harm[] {
  const registered = new Map(after.resources.map((one) => [keyOf(one), one]));
  return before.resources.filter(serves).flatMap((one): Harm[] => {
    const resource = keyOf(one);
    const next = registered.get(resource);
    if (!next) return [{ resource, how: "deleted", refused: one.protect }];
    if (!isReplaced(one, next)) return [];
    return [{ resource, how: "replaced", refused: one.protect && next.protect }];
  });
}

function isReplaced(one: Registered, next: Registered): boolean {
  // A remote component, whose parts are the provider's: every input but tags shapes VPC or subnets.
  const keys =
    one.type === "awsx:ec2:Vpc"
      ? Object.keys({ ...one.inputs, ...next.inputs }).filter((key) => key !== "tags")
      : (registry.get(one.type)?.replaceOn ?? []);
  return keys.some((key) => !isDeepStrictEqual(one.inputs[key], next.inputs[key]));
}

const shared = ["Vpc", "Cluster", "LoadBalancer", "Listener", "Certificate", "Zone"];
const own = ["TargetGroup", "ListenerRule", "Service", "Repository", "Listener", "LogGroup"];

/** What serves while a service does, by type and name: nothing here reads what the program protects. */
export function servesWith(service: string): (one: Registered) => boolean {
  return ({ type, name, inputs }) => {
    const kind = type.split(":").at(-1)!;
    const { service: owner } = (inputs["tags"] ?? {}) as { service?: string };
    if (kind === "Record") return name.endsWith("-proof") || isName(name, service);
    return owner === undefined ? shared.includes(kind) : owner === service && own.includes(kind);
  };
}

function isName(name: string, service: string): boolean {
  return name.startsWith(`${service}-production`) || name === `${service}-private`;
}
