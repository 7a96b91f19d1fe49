import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Inventory, inventorySchema } from "../../../release/inventory";
import { parseState, serviceState } from "../../../release/state";
import type { SidecarFacts } from "../../report/shapes/facts";
import { stackOutputs } from "../edits/serving";
import type { Stage } from "../stage";
import { sidecar, sticky } from "./services";

/** Pushes an image that does nothing, and makes it the sidecar of a service. */
export async function addSidecar(stage: Stage, { services }: Inventory): Promise<void> {
  const { cloud, options, workDir } = stage;
  const directory = join(workDir.images, sidecar);
  mkdirSync(directory);
  writeFileSync(join(directory, "server.cjs"), "setInterval(() => {}, 1000);\n");
  const { repositoryUri } = services[sticky]!;
  await cloud.client.push(repositoryUri, sidecar, directory);
  // Breaks a rule on purpose: its task lives on without it.
  const essential = !options.break.includes("essential");
  const image = `${repositoryUri}:${sidecar}`;
  workDir.editServices({ [sticky]: { sidecars: { [sidecar]: { image, essential } } } });
}

const patienceMs = 15_000;
const lookMs = 50;

/**
 * Kills the sidecar of one task of the fleet that serves, and looks at the fleet's targets at both load balancers until
 * another task is there in its place.
 */
export async function killSidecar(stage: Stage): Promise<SidecarFacts> {
  const { client } = stage.cloud;
  const outputs = await stackOutputs(stage);
  const { clusterName, services } = inventorySchema.parse(outputs["inventory"]);
  const { activeColor } = serviceState(parseState(outputs["release"]), sticky);
  const { serviceName: service } = services[sticky]!.fleets[activeColor!];
  const healthy = async () => {
    const fleet = await client.fleet(clusterName, service);
    return (fleet?.targets ?? []).filter(({ state }) => state === "healthy");
  };
  const before = await healthy();
  const killed = await client.fault({
    ...{ kind: "killTask", cluster: clusterName, service, sidecar },
  });
  const target = killed.target ?? "";
  const targetGroups = before.filter((one) => one.target === target).length;
  const found: SidecarFacts = {
    service: sticky,
    sidecar,
    target,
    targetGroups,
    left: targetGroups,
  };
  const wanted = before.length;
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookMs) {
    const now = await healthy();
    found.left = now.filter((one) => one.target === target).length;
    if (found.left === 0 && now.length === wanted) return { ...found, replaced: true };
    await sleep(lookMs);
  }
  return { ...found, replaced: false };
}
