import { counted } from "../../../config/plural";
import { colors } from "../../../release/state";
import type { RoleView } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, repairWith, ok } from "../finding";

const tasks = "ecs-tasks.amazonaws.com";

/** The roles of the task definitions: without them no task starts. */
export const roles: Check = {
  name: "roles",
  fast: true,
  async look({ inspector, environment, services, stack }) {
    if (!environment) return [];
    const definitions = services.flatMap((service) =>
      colors.flatMap((color) => {
        const fleet = environment.inventory.services[service]?.fleets[color];
        return fleet?.taskDefinitionArn ? [{ service, arn: fleet.taskDefinitionArn }] : [];
      }),
    );
    const judged = await Promise.all(
      definitions.map(async ({ service, arn }) =>
        judge(service, await inspector.roles(arn), (found) =>
          judgeRoles(service, found, stack.name),
        ),
      ),
    );
    return judged.flat();
  },
};

export function judgeRoles(
  service: string,
  found: readonly RoleView[],
  stackName: string,
): Judgement[] {
  const next = repairWith(stackName);
  const wrong = found.flatMap(({ arn, exists, trusts }) => {
    if (!exists) return [failing(service, `role ${arn} does not exist`, next)];
    if (trusts.includes(tasks)) return [];
    return [failing(service, `role ${arn} can't be assumed by ${tasks}`, next)];
  });
  return wrong.length > 0
    ? wrong
    : [ok(service, `${counted(found.length, "role")}, assumable by tasks`)];
}
