import type { ServiceSettings } from "./schema";

/** When a service's own commands run in a release, in this order. */
export const hookNames = ["beforeStage", "beforeSwitch", "afterSwitch", "afterRetire"] as const;
export type HookName = (typeof hookNames)[number];

export type Hook = NonNullable<ServiceSettings["hooks"][HookName]>;

/** How a hook is named to people and in the release state, such as `users/beforeSwitch`. */
export function hookId(service: string, hook: HookName): string {
  return `${service}/${hook}`;
}
