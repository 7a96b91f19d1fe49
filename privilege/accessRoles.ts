/**
 * `deploy` releases and changes the environment; `preview` reads what the plan of a pull request needs, and no
 * logs, images or task definitions; `drift` reads everything that was deployed, to compare it with Pulumi's
 * state; `preview-stacks` creates, releases and deletes the stacks `pr-<n>` that are built on the environment.
 */
export const accessRoles = ["deploy", "preview", "drift", "preview-stacks"] as const;

export type AccessRole = (typeof accessRoles)[number];

/** Whether a role may change nothing. */
export function readsOnly(role: AccessRole): boolean {
  return role === "preview" || role === "drift";
}
