import type { Scope } from "../privilege/scope";

/** Outside the path of the environment's own roles: who deploys can't change what it may do. */
export function accessPath({ project }: Pick<Scope, "project">): string {
  return `/${project}-access/`;
}

export function accessName({ project, stack }: Pick<Scope, "project" | "stack">, what: string) {
  return `${project}-${stack}-${what}`;
}

/** ARN of the permissions boundary, known before it exists: settings name it. */
export function boundaryArn(scope: Omit<Scope, "permissionsBoundary">): string {
  const { partition, account } = scope;
  return `arn:${partition}:iam::${account}:policy${accessPath(scope)}${accessName(scope, "boundary")}`;
}
