import { counted } from "../../../config/plural";
import { colors } from "../../../release/state";
import type { Answer, RoleView } from "../../world/inspector";
import { type Check, judge, type Verification } from "../check";
import { failing, type Judgement, ok, repairWith } from "../finding";

const tasks = "ecs-tasks.amazonaws.com";

/** The roles of the task definitions, and those that the settings name: without them no task starts. */
export const roles: Check = {
  name: "roles",
  fast: true,
  async look(verification) {
    const judged = await Promise.all(
      questions(verification).map(async ({ service, ask, next }) =>
        judge(service, await ask, (found) => judgeRoles(service, found, next)),
      ),
    );
    return judged.flat();
  },
};

interface Question {
  service: string;
  ask: Promise<Answer<RoleView[]>>;
  /** What to do if something is wrong with them. */
  next: string;
}

function questions({ inspector, environment, services, stack }: Verification): Question[] {
  return services.flatMap((service): Question[] => {
    const fleets = environment?.inventory.services[service]?.fleets;
    const ofFleets = colors.flatMap((color) => {
      const arn = fleets?.[color].taskDefinitionArn;
      return arn ? [{ service, ask: inspector.roles(arn), next: repairWith(stack.name) }] : [];
    });
    const { roleArn } = stack.settings.services[service] ?? {};
    if (roleArn === undefined || stack.settings.foundation !== undefined) return ofFleets;
    const next = `create it with a trust policy for ${tasks}, or change \`services.${service}.roleArn\``;
    return [...ofFleets, { service, ask: named(inspector.role(roleArn)), next }];
  });
}

async function named(role: Promise<Answer<RoleView>>): Promise<Answer<RoleView[]>> {
  const answer = await role;
  return "notHere" in answer ? answer : { value: [answer.value] };
}

export function judgeRoles(service: string, found: readonly RoleView[], next: string): Judgement[] {
  const wrong = found.flatMap(({ arn, exists, trusts }) => {
    if (!exists) return [failing(service, `role ${arn} does not exist`, next)];
    if (trusts.includes(tasks)) return [];
    return [failing(service, `role ${arn} can't be assumed by ${tasks}`, next)];
  });
  return wrong.length > 0
    ? wrong
    : [ok(service, `${counted(found.length, "role")}, assumable by tasks`)];
}
