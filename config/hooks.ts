import type { ServiceSettings } from "./schema";

/** The points of a release where a service's own commands run, in order. */
export const hookNames = ["beforeStage", "beforeSwitch", "afterSwitch", "afterRetire"] as const;
export type HookName = (typeof hookNames)[number];

export type Hook = NonNullable<ServiceSettings["hooks"][HookName]>;

/** Name of a hook in messages and in the release state, such as `users/beforeSwitch`. */
export function hookId(service: string, hook: HookName): string {
  return `${service}/${hook}`;
}
