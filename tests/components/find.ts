import type { Registered, Run } from "./engine";

/** The one resource of this type (its last part, such as `ListenerRule`) and name. */
export function find(run: Run, type: string, name: string): Registered {
  const found = all(run, type).filter((resource) => resource.name === name);
  if (found.length !== 1 || !found[0]) {
    throw new Error(`${found.length} of ${type} ${name} among ${names(run, type).join(", ")}`);
  }
  return found[0];
}

export function all(run: Run, type: string): Registered[] {
  return run.resources.filter((resource) => resource.type.endsWith(`:${type}`));
}

export function names(run: Run, type: string): string[] {
  return all(run, type)
    .map(({ name }) => name)
    .sort();
}

interface RuleAction {
  type: string;
  targetGroupArn?: string;
  forward?: { targetGroups: { arn: string; weight: number }[]; stickiness?: unknown };
}

/** Where a rule sends requests: its target group, several as `5 to a, 95 to b`, or the type of another action. */
export function forwardsTo({ inputs }: Registered): string {
  const [{ type, targetGroupArn, forward }] = inputs["actions"] as [RuleAction];
  if (forward?.stickiness) throw new Error("clients would stick to a version");
  const weighted = forward?.targetGroups.map(({ arn, weight }) => `${weight} to ${arn}`);
  return targetGroupArn ?? weighted?.join(", ") ?? type;
}

/** Mocks represent a secret input as a wrapper around its value. */
export function unwrapped<T>(value: unknown): T {
  const wrapped = typeof value === "object" && value !== null && "value" in value;
  return (wrapped ? value.value : value) as T;
}

/** Everything that a resource depends on, as `Type name`. */
export function before(run: Run, resource: Registered): Set<string> {
  const reached = new Set<string>();
  const visit = ({ dependsOn }: Registered) => {
    for (const label of dependsOn) {
      if (reached.has(label)) continue;
      reached.add(label);
      const [type = "", name = ""] = label.split(" ");
      visit(find(run, type, name));
    }
  };
  visit(resource);
  return reached;
}

export const own = { project: "bluegreen", environment: "dev" };
