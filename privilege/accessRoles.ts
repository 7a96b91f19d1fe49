/**
 * `deploy` releases and changes the environment; `preview` only looks, as for the plan of a pull request;
 * `preview-stacks` makes, releases and deletes the stacks `pr-<n>` that stand on the environment.
 */
export const accessRoles = ["deploy", "preview", "preview-stacks"] as const;

export type AccessRole = (typeof accessRoles)[number];
