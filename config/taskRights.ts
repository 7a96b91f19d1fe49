import type { ServiceSettings } from "./serviceSchema";
import { statementsOf } from "./taskPermissions";
import { mountRights } from "./volumes";

/** IAM allows a role 10,240 characters of inline policies; what is left beside the brackets of two of them. */
export const mostTaskRights = 10_100;

/** Where names of regions and partitions are longest. */
const efsStart = "arn:aws-us-gov:elasticfilesystem:ap-southeast-1:123456789012:";
/** What `exec` takes: four actions. */
const execLength = 200;

/** Characters of the inline policies of the role that tasks with these settings share. */
export function taskRightsLength(
  needs: readonly ServiceSettings[],
  environment: { foundation?: string | undefined },
): number {
  if (environment.foundation !== undefined) return 0;
  const permissions = statementsOf(needs).map(({ actions, resources }) => ({
    ...{ Effect: "Allow", Action: actions, Resource: resources },
  }));
  const mounts = mountRights(environment, needs, (part, id) => `${efsStart}${part}/${id}`);
  const statements = [...permissions, ...mounts];
  const length = statements.reduce((sum, one) => sum + JSON.stringify(one).length + 1, 0);
  return length + (needs.some(({ exec }) => exec) ? execLength : 0);
}
