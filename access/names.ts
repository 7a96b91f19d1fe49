import { accessPath, type Scope } from "../privilege/scope";

export function accessName({ project, stack }: Pick<Scope, "project" | "stack">, what: string) {
  return `${project}-${stack}-${what}`;
}

/** ARN of the permissions boundary, computed because the settings name it before it exists. */
export function boundaryArn(scope: Omit<Scope, "permissionsBoundary">): string {
  const { partition, account, project } = scope;
  return `arn:${partition}:iam::${account}:policy${accessPath(project)}${accessName(scope, "boundary")}`;
}
