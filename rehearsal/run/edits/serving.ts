import { type Inventory, inventorySchema } from "../../../release/inventory";
import { parseState, serviceState } from "../../../release/state";
import { digestOf } from "../../../automation/world/environment";
import type { Serving } from "../../report/settings/facts";
import { services, stackName } from "../settings";
import type { Stage } from "../stage";

/** What serves each service, by the release state and by ECS. */
export async function servingNow(stage: Stage): Promise<Record<string, Serving>> {
  const outputs = await stackOutputs(stage);
  const inventory = inventorySchema.parse(outputs["inventory"]);
  const release = parseState(outputs["release"]);
  const found = services.map(async (name) => {
    const { activeColor, fleets } = serviceState(release, name);
    if (!activeColor) throw new Error(`${name} does not serve production`);
    const { image, settings = {} } = fleets[activeColor];
    const fleet = await fleetOf(stage, inventory, name, activeColor);
    return [name, { color: activeColor, digest: digestOf(image!), settings, ...fleet }] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

async function fleetOf(
  { cloud }: Stage,
  { clusterName, services: all }: Inventory,
  service: string,
  color: "blue" | "green",
): Promise<Pick<Serving, "tasks" | "taskDefinitionArn" | "rollout">> {
  const { serviceName } = all[service]!.fleets[color];
  const fleet = await cloud.client.fleet(clusterName, serviceName);
  if (!fleet) throw new Error(`there is no ECS service ${serviceName}`);
  const { taskDefinitionArn, state } = fleet.rollout;
  const tasks = fleet.running.map(({ taskId }) => taskId).sort();
  return { tasks, taskDefinitionArn, rollout: state };
}

/** As Pulumi has recorded them. */
export async function stackOutputs({
  engine,
  workDir,
  env,
}: Stage): Promise<Record<string, unknown>> {
  const { execa } = await import("execa");
  const args = ["stack", "output", "--json", "--stack", stackName];
  const { stdout } = await execa(engine.command, args, { cwd: workDir.root, env });
  return JSON.parse(stdout) as Record<string, unknown>;
}
