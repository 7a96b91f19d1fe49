import { accessPath } from "../../../../privilege/scope";
import type { Aws } from "../clients";

/** Names of the roles in this account that may create previews of a project (access/names.ts). */
export async function previewRoles(aws: Aws, project: string): Promise<string[]> {
  const { paginateListRoles } = await import("@aws-sdk/client-iam");
  const pages = paginateListRoles(
    { client: await aws.iam() },
    { PathPrefix: accessPath(project) },
    aws.callOptions,
  );
  const names: string[] = [];
  for await (const { Roles = [] } of pages) {
    names.push(...Roles.flatMap(({ RoleName = "" }) => RoleName));
  }
  return names.filter((name) => name.endsWith("-preview-stacks")).sort();
}
