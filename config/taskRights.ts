import type { ServiceSettings } from "./serviceSchema";
import { statementsOf } from "./taskPermissions";
import { fileSystemsOf } from "./volumes";

/** IAM allows a role 10,240 characters of inline policies; what is left beside the brackets of two of them. */
export const mostTaskRights = 10_100;

/** Where names of regions and partitions are longest. */
const efs = "arn:aws-us-gov:elasticfilesystem:ap-southeast-1:123456789012:";
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
  const texts = [...permissions, ...mountsOf(needs)].map((one) => JSON.stringify(one));
  const length = [...new Set(texts)].reduce((sum, text) => sum + text.length + 1, 0);
  return length + (needs.some(({ exec }) => exec) ? execLength : 0);
}

/** As components/fleet/volumes.ts allows them. */
function mountsOf(needs: readonly ServiceSettings[]): object[] {
  const own = needs.filter(({ roleArn }) => roleArn === undefined);
  return own
    .flatMap((settings) => fileSystemsOf({}, settings))
    .map(({ efs: id, accessPoint, readOnly }) => ({
      Effect: "Allow",
      Action: ["ClientMount", ...(readOnly ? [] : ["ClientWrite"])].map(
        (action) => `elasticfilesystem:${action}`,
      ),
      Resource: `${efs}file-system/${id}`,
      ...(accessPoint !== undefined && {
        Condition: {
          StringEquals: {
            "elasticfilesystem:AccessPointArn": `${efs}access-point/${accessPoint}`,
          },
        },
      }),
    }));
}
