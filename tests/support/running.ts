import { parse, stringify } from "yaml";
import type { Scene } from "../../rehearsal/scene";

/** As a person edits the settings of a service. */
export function editService(scene: Scene, service: string, change: object): void {
  const file = parse(scene.committedSettings()) as { config: Record<string, unknown> };
  const services = file.config["bluegreen:services"] as Record<string, object>;
  services[service] = { ...services[service], ...change };
  scene.writeSettings(stringify(file));
}

export async function servingFleet(scene: Scene, service: string) {
  const { services } = await scene.release();
  const { clusterName, services: built } = await scene.inventory();
  const { serviceName } = built[service]!.fleets[services[service]!.activeColor!];
  return (await scene.cloud.client.fleet(clusterName, serviceName))!;
}

/** Ids of the tasks that production runs; the same ones only where nothing has rolled them. */
export async function servingTasks(scene: Scene, service: string): Promise<string[]> {
  const { running } = await servingFleet(scene, service);
  return running.map(({ taskId }) => taskId).sort();
}
