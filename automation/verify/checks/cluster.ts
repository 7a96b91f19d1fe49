import { clusterNameIn } from "../../../config/clusterName";
import { fargateProviders, spotShare } from "../../../config/capacitySchema";
import { list } from "../../../config/problem";
import type { ServiceSettings, Settings } from "../../../config/schema";
import { scaledSize } from "../../../config/size";
import type { ClusterView } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok } from "../finding";

/** Whether tasks can run in the cluster that the settings name. Of its own one the `up` takes care. */
export const cluster: Check = {
  name: "cluster",
  fast: true,
  async look({ inspector, stack: { settings } }) {
    if (settings.cluster === undefined) return [];
    const name = clusterNameIn(settings.cluster);
    return judge(name, await inspector.cluster(name), (found) =>
      judgeCluster(settings as Settings & { cluster: string }, found),
    );
  },
};

export function judgeCluster(
  { cluster: wanted, services }: Pick<Settings, "services"> & { cluster: string },
  found: ClusterView | null,
): Judgement[] {
  const name = clusterNameIn(wanted);
  const other = "correct `cluster`: `aws ecs list-clusters` lists those of this region and account";
  if (!found || found.status === "INACTIVE") {
    return [failing(name, "ECS has no such cluster in this region and account", other)];
  }
  if (wanted !== name && wanted !== found.arn) {
    return [failing(name, `is ${found.arn} here, not ${wanted}`, other)];
  }
  if (found.status !== "ACTIVE") {
    return [failing(name, `is ${found.status}, so ECS starts no tasks in it`, other)];
  }
  const unlisted = withoutSpot(services, name, found);
  if (unlisted.length > 0) return unlisted;
  const counted = Object.entries(services).filter(([, service]) => scalesByQueue(service));
  if (counted.length === 0 || found.insights) {
    const [first = "no capacity providers", ...rest] = found.capacityProviders;
    return [ok(name, `is active, with ${[first, ...rest].join(", ")}`)];
  }
  return counted.map(([service]) =>
    failing(
      service,
      `scales by the messages for each task, which CloudWatch counts only with Container Insights, and ${name} has none`,
      `aws ecs update-cluster-settings --cluster ${name} --settings name=containerInsights,value=enabled`,
    ),
  );
}

/** The list of an existing cluster is never changed: ECS replaces it as a whole. */
function withoutSpot(
  services: Settings["services"],
  name: string,
  { capacityProviders }: Pick<ClusterView, "capacityProviders">,
): Judgement[] {
  const missing = fargateProviders.filter((one) => !capacityProviders.includes(one));
  if (missing.length === 0) return [];
  const all = [...capacityProviders, ...missing].join(" ");
  const usual = `"$(aws ecs describe-clusters --clusters ${name} --query 'clusters[0].defaultCapacityProviderStrategy' --output json)"`;
  const put =
    `aws ecs put-cluster-capacity-providers --cluster ${name} --capacity-providers ${all} ` +
    `--default-capacity-provider-strategy ${usual}`;
  return Object.entries(services)
    .filter(([, { capacity }]) => spotShare({ capacity }) !== null)
    .map(([service]) =>
      failing(
        service,
        `has \`capacity\` on Spot, but ${list(missing)} ${missing.length > 1 ? "are" : "is"} not on the list of capacity ` +
          `providers of ${name}`,
        put,
      ),
    );
}

function scalesByQueue({ size }: ServiceSettings): boolean {
  return scaledSize(size)?.target.queue !== undefined;
}
