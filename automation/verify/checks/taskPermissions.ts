import { arnParts } from "../../../config/arn";
import { settingsOf } from "../../../config/definition";
import type { ServiceSettings } from "../../../config/schema";
import { counted } from "../../../config/plural";
import { type FileSystem, fileSystemsOf } from "../../../config/volumes";
import type { Identity, Permission, RequestContext } from "../../world/inspector";
import { type Check, judge, type Verification } from "../check";
import { failing, type Judgement, ok } from "../finding";

/** Whether the code that serves may do what its settings say: a permissions boundary may not allow it. */
export const taskPermissions: Check = {
  name: "task permissions",
  fast: false,
  async look(verification) {
    const judged = await Promise.all(
      verification.services.map((service) => lookAt(service, verification)),
    );
    return judged.flat();
  },
};

async function lookAt(
  service: string,
  { stack, environment, inspector }: Verification,
): Promise<Judgement[]> {
  const settings = stack.settings.services[service];
  const { activeColor, fleets } = environment?.release.services[service] ?? {};
  const own = environment?.inventory.services[service]?.taskRoleArn;
  if (!settings || !activeColor || !fleets || own === undefined) return [];
  if (stack.settings.foundation !== undefined) return [];
  const serving = settingsOf(settings, fleets[activeColor]);
  const role = serving.roleArn ?? own;
  const { region } = environment!.inventory;
  const identity = { arn: role, account: arnParts(role).account, region };
  const asked = [
    { wanted: simulated(serving), context: {} },
    ...fileSystemsOf(stack.settings, serving).map((volume) => mounting(volume, identity)),
  ].filter(({ wanted }) => wanted.length > 0);
  const judged = await Promise.all(
    asked.map(async ({ wanted, context }) =>
      judge(service, await inspector.denied(identity, wanted, context), (found) =>
        judgeTaskPermissions(service, wanted, found),
      ),
    ),
  );
  return judged.flat();
}

/** Also of a role that somebody else made: without them no task starts. */
function mounting({ efs, accessPoint, readOnly }: FileSystem, { arn, region }: Identity) {
  const { partition, account } = arnParts(arn);
  const place = `arn:${partition}:elasticfilesystem:${region}:${account}`;
  const actions = ["ClientMount", ...(readOnly ? [] : ["ClientWrite"])];
  const context: RequestContext =
    accessPoint === undefined
      ? {}
      : { "elasticfilesystem:AccessPointArn": `${place}:access-point/${accessPoint}` };
  const wanted = actions.map((action) => ({
    action: `elasticfilesystem:${action}`,
    resource: `${place}:file-system/${efs}`,
  }));
  return { wanted, context };
}

/** IAM simulates no wildcards in actions. */
function simulated({ permissions, roleArn }: ServiceSettings): Permission[] {
  if (roleArn !== undefined) return [];
  return permissions.flatMap(({ actions, resources }) =>
    actions
      .filter((action) => !/[*?]/.test(action))
      .flatMap((action) => resources.map((resource) => ({ action, resource }))),
  );
}

export function judgeTaskPermissions(
  service: string,
  wanted: readonly Permission[],
  denied: readonly Permission[],
): Judgement[] {
  if (denied.length === 0) {
    return [ok(service, `its tasks are allowed ${counted(wanted.length, "action")}`)];
  }
  return denied.map(({ action, resource }) =>
    failing(
      service,
      `its tasks are not allowed ${action} on ${resource}, although its settings say so`,
      "list both in the `taskActions` and `taskResources` of access/, so that the permissions boundary covers them",
    ),
  );
}
