import { maxDefinitionBytes } from "../../config/checks/definitionSize";
import { maxRightsLength, rightsLength } from "../../config/checks/sizes";
import { settingsOf } from "../../config/definition";
import { counted } from "../../config/plural";
import { rulesOfTasks } from "../../config/quotas";
import type { ServiceSettings, Settings } from "../../config/schema";
import { mostTaskRights, taskRightsLength } from "../../config/taskRights";
import { type FleetSettings, serviceState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import type { Environment } from "../world/environment";
import { refused } from "../world/errors";

export interface Fitting {
  name: string;
  /** With what a rollback brings back. */
  settings: ServiceSettings;
  kept: FleetSettings;
}

/**
 * Refuses a release that AWS would refuse halfway through: a definition that is too large, or more than the role and
 * the security group hold that the tasks of both versions share.
 */
export function requireFits(
  stack: { name: string; settings: Pick<Settings, "foundation" | "quotas"> },
  { release }: Pick<Environment, "release">,
  { name, settings, kept }: Fitting,
): void {
  const bytes = Buffer.byteLength(JSON.stringify(kept));
  if (bytes > maxDefinitionBytes) {
    throw refused(
      `the settings of ${name} take ${Math.ceil(bytes / 1024)} KiB, but an ECS task definition leaves about 60 KiB for them`,
      `move large values of \`services.${name}.environment\` to SSM parameters (\`secrets\`), then deploy again`,
    );
  }
  const { activeColor, fleets } = serviceState(release, name);
  if (activeColor === null) return;
  const both = [settings, settingsOf(settings, fleets[activeColor])];
  const again = `then: ${bluegreen("deploy", stack.name, `--service ${name}`)}`;
  const length = rightsLength(both);
  if (length > maxRightsLength) {
    throw refused(
      `the ARNs of the secrets of both versions of ${name} add up to ${length} characters, but the policy of their ` +
        `tasks has room for ${maxRightsLength}`,
      `put several values into one secret in \`services.${name}.secrets\`, and refer to each by its JSON key; ${again}`,
    );
  }
  const rights = taskRightsLength(both, stack.settings);
  if (rights > mostTaskRights) {
    throw refused(
      `what the tasks of both versions of ${name} may do takes ${rights} characters in the policies of their role, ` +
        `which have room for ${mostTaskRights}`,
      `list several resources in one statement of \`services.${name}.permissions\`, or use \`policyArns\`; ${again}`,
    );
  }
  const rules = rulesOfTasks(both, stack.settings);
  const most = stack.settings.quotas.rulesPerSecurityGroup;
  if (rules <= most) return;
  throw refused(
    `both versions of ${name} need ${counted(rules, "rule")} in their security group, but the quota is ${most}`,
    `list fewer ports in \`services.${name}.outboundPorts\`, or ask AWS to raise the quota and set ` +
      `\`quotas.rulesPerSecurityGroup\`; ${again}`,
  );
}
