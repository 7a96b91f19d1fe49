import { arnParts } from "../../config/arn";
import { namedReceivers, notifyArns } from "../../config/notify";
import type { Settings } from "../../config/schema";
import type { ActionName } from "../../privilege/catalogue";
import { iamPath } from "../../privilege/scope";
import { colors } from "../../release/state";
import type { Permission, RequestContext } from "../world/inspector";
import type { Inventory } from "../../release/inventory";

/** What the names and tags of the stack's resources are made of. */
export interface StackIdentity {
  project: string;
  stack: string;
}

/**
 * The main actions of a release of these services, each on its resource. The complete list is in privilege/,
 * but on wildcard resources, which IAM does not simulate.
 */
export function releasePermissions(
  inventory: Inventory,
  services: Settings["services"],
  { project, stack }: StackIdentity,
  receivers: Settings["notify"] = [],
): Permission[] {
  const { account, region, clusterName, edges } = inventory;
  if (account === undefined) return [];
  const partition = partitionOf(inventory);
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const fleets = Object.keys(services).flatMap((service) =>
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
    ...Object.entries(services).flatMap(([service, settings]) => {
      const definitions = arn("ecs", `task-definition/${project}-${stack}-${service}-*:*`);
      return [
        ...on(definitions, "ecs:RegisterTaskDefinition"),
        ...(hasOneOffTasks(settings) ? on(definitions, "ecs:RunTask") : []),
      ];
    }),
    ...on(`arn:${partition}:iam::${account}:role${iamPath(project, stack)}*`, "iam:PassRole"),
    ...on("*", ...anywhere),
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
    ...zoneIds(inventory, Object.keys(services)).flatMap((id) =>
      on(
        `arn:${partition}:route53:::hostedzone/${id}`,
        "route53:ChangeResourceRecordSets",
        "route53:ListResourceRecordSets",
      ),
    ),
    ...on(`arn:${partition}:route53:::change/*`, "route53:GetChange"),
    ...toNotify({ ...notifyArns(receivers, arn), ...namedReceivers(receivers) }),
  ];
}

function toNotify({ topics, buses, parameters, secrets }: ReturnType<typeof notifyArns>) {
  return [
    ...topics.flatMap((one) => on(one, "sns:Publish")),
    ...buses.flatMap((one) => on(one, "events:PutEvents")),
    ...parameters.flatMap((one) => on(one, "ssm:GetParameter")),
    ...secrets.flatMap((one) => on(one, "secretsmanager:GetSecretValue")),
  ];
}

function zoneIds({ hostedZone, services }: Inventory, names: readonly string[]): string[] {
  const others = names.flatMap((name) => Object.values(services[name]?.zones ?? {}));
  return [...new Set([hostedZone, ...others].map(({ id }) => id))];
}

const anywhere: readonly ActionName[] = [
  "ecs:ListTasks",
  "ecs:DescribeTaskDefinition",
  "elasticloadbalancing:DescribeTargetHealth",
  "cloudwatch:GetMetricData",
  "cloudwatch:DescribeAlarms",
];

function on(resource: string, ...actions: ActionName[]): Permission[] {
  return actions.map((action) => ({ action, resource }));
}

/** The condition keys that AWS sets on such requests: policies may depend on them. */
export function releaseContext(
  inventory: Inventory,
  { project, stack }: StackIdentity,
): RequestContext {
  const { account, region, clusterName } = inventory;
  const tags = Object.entries({ project, environment: stack });
  return {
    ...Object.fromEntries(
      ["aws:ResourceTag", "aws:RequestTag"].flatMap((kind) =>
        tags.map(([key, value]) => [`${kind}/${key}`, value]),
      ),
    ),
    "ecs:cluster": `arn:${partitionOf(inventory)}:ecs:${region}:${account}:cluster/${clusterName}`,
    "iam:PassedToService": "ecs-tasks.amazonaws.com",
    // Of previews; other policies do not ask.
    "ecs:compute-compatibility": "FARGATE",
  };
}

function hasOneOffTasks({ selfTest, hooks }: Settings["services"][string]): boolean {
  return selfTest !== undefined || Object.keys(hooks).length > 0;
}

function partitionOf({ edges }: Inventory): string {
  return arnParts(edges.blue.arn).partition || "aws";
}
