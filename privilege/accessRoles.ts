/**
 * `deploy` releases and changes the environment; `preview` only reads, as for the plan of a pull
 * request; `preview-stacks` creates, releases and deletes the stacks `pr-<n>` that are built on the
 * environment.
 */
export const accessRoles = ["deploy", "preview", "preview-stacks"] as const;

export type AccessRole = (typeof accessRoles)[number];
