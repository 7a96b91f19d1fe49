import { settingsOf } from "../../../config/definition";
import type { ServiceSettings } from "../../../config/schema";
import { counted } from "../../../config/plural";
import type { Permission } from "../../world/inspector";
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
  const role = environment?.inventory.services[service]?.taskRoleArn;
  if (!settings || !activeColor || !fleets || role === undefined) return [];
  const wanted = simulated(settingsOf(settings, fleets[activeColor]));
  if (wanted.length === 0 || stack.settings.foundation !== undefined) return [];
  const { region } = environment!.inventory;
  const identity = { arn: role, account: role.split(":")[4]!, region };
  const denied = await inspector.denied(identity, wanted, {});
  return judge(service, denied, (found) => judgeTaskPermissions(service, wanted, found));
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
