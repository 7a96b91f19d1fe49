import { accessPath, type Scope } from "../privilege/scope";

export function accessName({ project, stack }: Pick<Scope, "project" | "stack">, what: string) {
  return `${project}-${stack}-${what}`;
}

/** ARN of the permissions boundary, known before it exists: settings name it. */
export function boundaryArn(scope: Omit<Scope, "permissionsBoundary">): string {
  const { partition, account, project } = scope;
  return `arn:${partition}:iam::${account}:policy${accessPath(project)}${accessName(scope, "boundary")}`;
}
