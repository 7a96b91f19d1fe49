import { setTimeout as sleep } from "node:timers/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Inventory } from "../../../release/inventory";
import type { PrototypeFacts } from "../../report/fleet/facts";
import { type Images, type Pushed, pushImages } from "../images";
import { askProduction } from "../production";
import { domain, stackName } from "../settings";
import { repositoryUris, type Stage, trafficOn } from "../stage";
import type { Acts } from "./acts";
import { prototype } from "./services";

const productionName = `${prototype}.${domain}`;
/** How long it has clients of its own. */
const servedMs = 4000;
const ratePerSecond = 50;

/**
 * A prototype is created from a template, released, serves clients, and is removed. Null if it could not
 * be added.
 */
export async function comeAndGo(
  stage: Stage,
  acts: Acts,
  images: Images,
): Promise<PrototypeFacts | null> {
  const { deployer } = stage;
  const pushed = await add(stage, acts, images);
  if (!pushed) return null;
  await acts.play(`release of ${prototype}`, () => deployer.deploy({ [prototype]: pushed }));
  const facts = await serve(stage, pushed.digest);
  await acts.play(`service remove ${prototype}`, () => deployer.removeService(prototype));
  return { ...facts, left: await leftOf(stage) };
}

async function add(stage: Stage, acts: Acts, images: Images): Promise<Pushed | null> {
  const { deployer, cloud } = stage;
  let there: Inventory | null = null;
  await acts.play(`service add ${prototype}`, async () => {
    const { result, inventory } = await deployer.addService(prototype, "prototype");
    there = inventory;
    return result;
  });
  if (!there) return null;
  const pushed = await pushImages(cloud.client, images, repositoryUris(there), [prototype]);
  return pushed[prototype]!.after;
}

/** Its own clients stop before it is removed: they can't ask for a name that no longer exists. */
async function serve(
  stage: Stage,
  wanted: string,
): Promise<Pick<PrototypeFacts, "traffic" | "served">> {
  const services = { [prototype]: productionName };
  const traffic = await trafficOn(stage, { services, ratePerSecond });
  await sleep(servedMs);
  const { digest, problems } = await askProduction(stage.cloud.info, prototype, productionName);
  return {
    traffic: await traffic.stop(),
    served: { service: prototype, wanted, found: digest, problems },
  };
}

async function leftOf({ cloud, workDir }: Stage): Promise<string[]> {
  const { digest } = await askProduction(cloud.info, prototype, productionName);
  const settings = readFileSync(join(workDir.root, `Pulumi.${stackName}.yaml`), "utf8");
  // Its images stay, and so their repository does.
  const resources = (await cloud.client.resources()).filter(
    ({ name, type }) => name.startsWith(prototype) && type !== "aws:ecr/repository:Repository",
  );
  return [
    ...(digest === "nothing"
      ? []
      : [`${productionName} is still served by ${digest} after its removal`]),
    ...(settings.includes(prototype) ? [`the settings still contain ${prototype}`] : []),
    ...resources.map(
      ({ type, name }) => `${name} (${type}) still exists after its service's removal`,
    ),
  ];
}
