import { type AccessRole, accessRoles } from "../privilege/accessRoles";
import { accessPath, type Scope } from "../privilege/scope";

export function accessName({ project, stack }: Pick<Scope, "project" | "stack">, what: string) {
  return `${project}-${stack}-${what}`;
}

/** ARN of the permissions boundary, computed because the settings name it before it exists. */
export function boundaryArn(scope: Omit<Scope, "permissionsBoundary">): string {
  const { partition, account, project } = scope;
  return `arn:${partition}:iam::${account}:policy${accessPath(project)}${accessName(scope, "boundary")}`;
}

/** Of a role (CreateRole, AWS IAM API Reference); policies may have longer names. */
const longestRoleName = 64;

/** The roles that are wanted. */
export function rolesWith(previews: boolean): AccessRole[] {
  return accessRoles.filter((role) => previews || role !== "preview-stacks");
}

/** Roles whose names would be too long; empty if there are none. */
export function nameProblems(scope: Pick<Scope, "project" | "stack">, previews: boolean): string[] {
  const names = rolesWith(previews).map((role) => accessName(scope, role));
  return names
    .filter(({ length }) => length > longestRoleName)
    .map(
      (name) =>
        `the name of the role \`${name}\` would have ${name.length} characters; IAM allows ${longestRoleName}: ` +
        "give the project or the stack a shorter name",
    );
}
