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

const rules = ["SecurityGroup", "SecurityGroupIngressRule", "SecurityGroupEgressRule"];
const shared = [
  ...[
    "Vpc",
    "VpcEndpoint",
    "Cluster",
    "LoadBalancer",
    "Listener",
    "Certificate",
    "CertificateValidation",
    "Zone",
  ],
  ...rules,
];
/** What instances share, as long as a service serves on them. */
const ofInstances = [
  ...["Role", "RolePolicy", "InstanceProfile", "ClusterCapacityProviders"],
  ...rules,
];
const own = [
  ...["TargetGroup", "ListenerRule", "Service", "Repository", "Listener", "LogGroup"],
  ...[
    "Role",
    "RolePolicy",
    "RolePolicyAttachment",
    "LaunchTemplate",
    "Group",
    "CapacityProvider",
    "LifecyclePolicy",
    ...["ScheduleGroup", "Schedule"],
  ],
  ...rules,
];

/** What a release or an `up` may replace or delete although its service serves. */
const replaceable = [
  "TaskDefinition",
  "MetricAlarm",
  "Target",
  "Policy",
  "ScheduledAction",
  "WebAclAssociation",
];

/** What serves while a service does, by type and name: nothing here reads what the program protects. */
export function servesWith(
  service: string,
  { onInstances = false } = {},
): (one: Registered) => boolean {
  return ({ type, name, inputs }) => {
    const kind = type.split(":").at(-1)!;
    if (type.startsWith("bluegreen:") || replaceable.includes(kind)) return false;
    if (kind === "Record") return name.endsWith("-proof") || isName(name, service);
    const { service: tagged } = tagsOf(inputs);
    const isOwn = tagged === service || name === service || name.startsWith(`${service}-`);
    if (isOwn) return mustKnow(own, kind, name);
    if (/^(instances|cluster-capacity)\b/.test(name)) {
      return onInstances && mustKnow(ofInstances, kind, name);
    }
    const isBase = /^(vpc|cluster|certificate|edge|private)\b/.test(name);
    return isBase && mustKnow(shared, kind, name);
  };
}

/** A type that nobody has thought of fails a test, rather than be left out. */
function mustKnow(kinds: readonly string[], kind: string, name: string): true {
  if (kinds.includes(kind)) return true;
  throw new Error(`does ${kind} ${name} serve? Say so in tests/components/harm.ts`);
}

/** An Auto Scaling group has a list of them. */
function tagsOf(inputs: Registered["inputs"]): { service?: string } {
  const tags = inputs["tags"] ?? {};
  if (!Array.isArray(tags)) return tags;
  return Object.fromEntries(
    (tags as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
  );
}

function isName(name: string, service: string): boolean {
  return name.startsWith(`${service}-production`) || name === `${service}-private`;
}
