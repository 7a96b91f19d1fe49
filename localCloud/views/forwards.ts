import type { Cloud } from "../cloud";
import type { WeightedTarget } from "../dataplane/rules";

/** The target groups to which a listener rule, by its logical name, forwards now; empty if it forwards to none. */
export function forwards(cloud: Cloud, name: string): readonly WeightedTarget[] {
  const rules = cloud.resources.all("aws:lb/listenerRule:ListenerRule");
  const arn = rules.find((one) => one.name === name)?.id ?? "";
  const listeners = [...cloud.edges.values()].flatMap(({ listeners: all }) => [...all.values()]);
  const action = listeners.map(({ rules: all }) => all.get(arn)?.action).find(Boolean);
  return action?.type === "forward" ? action.targets : [];
}
