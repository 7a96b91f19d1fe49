import type { ActionName } from "../../privilege/catalogue";
import { colors } from "../../release/state";
import type { Permission } from "../inspector";
import type { Inventory } from "../inventory";

/**
 * What a release of these services changes and reads on AWS above all, each on the resource that it is done
 * to. The whole list is in privilege/, on resources with wildcards, which IAM does not simulate.
 */
export function releasePermissions(
  inventory: Inventory,
  services: readonly string[],
): Permission[] {
  const { account, region, clusterName, hostedZone, edges } = inventory;
  if (account === undefined) return [];
  const on = (resource: string, ...actions: ActionName[]) =>
    actions.map((action): Permission => ({ action, resource }));
  const [, partition] = edges.blue.arn.split(":");
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const fleets = services.flatMap((service) =>
    colors.flatMap((color) => inventory.services[service]?.fleets[color] ?? []),
  );
  return [
    ...fleets.flatMap(({ serviceName }) =>
      serviceName === ""
        ? []
        : on(
            arn("ecs", `service/${clusterName}/${serviceName}`),
            "ecs:UpdateService",
            "ecs:DescribeServices",
          ),
    ),
    ...on("*", "ecs:RegisterTaskDefinition", "ecs:ListTasks", "ecs:DescribeTaskDefinition"),
    ...fleets.flatMap(({ autoScalingGroup }) =>
      autoScalingGroup === null
        ? []
        : on(
            arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${autoScalingGroup}`),
            "autoscaling:UpdateAutoScalingGroup",
          ),
    ),
    ...colors.flatMap((color) =>
      on(
        edges[color].arn.replace(":loadbalancer/", ":listener-rule/") + "/*/*",
        "elasticloadbalancing:ModifyRule",
      ),
    ),
    ...on("*", "elasticloadbalancing:DescribeTargetHealth", "cloudwatch:GetMetricData"),
    ...on(
      `arn:${partition}:route53:::hostedzone/${hostedZone.id}`,
      "route53:ChangeResourceRecordSets",
      "route53:ListResourceRecordSets",
    ),
    ...on(`arn:${partition}:route53:::change/*`, "route53:GetChange"),
    ...on(arn("cloudwatch", "alarm:*"), "cloudwatch:DescribeAlarms"),
  ];
}
