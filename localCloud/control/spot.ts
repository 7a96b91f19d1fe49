import type { Cloud } from "../cloud";
import { fargateSpot } from "../dataplane/capacityStrategy";
import type { Task } from "../dataplane/task";
import { autoScalingGroupType } from "./autoScaling";
import { serviceKey } from "./ecsNames";

/**
 * AWS takes back what an ECS service has on Spot, or, as if there were no base on demand, all of it. Returns how many of
 * its running tasks that ends.
 */
export function interruptSpot(
  cloud: Cloud,
  { cluster, service, all }: { cluster: string; service: string; all: boolean },
): number {
  const tasks = cloud.services.get(serviceKey(cluster, service))?.tasks ?? [];
  const running = tasks.filter(({ status }) => status === "RUNNING");
  const taken = running.filter((task) => all || isOnSpot(cloud, task));
  for (const task of taken) {
    const instanceId = task.place?.instanceId ?? null;
    if (instanceId === null) void task.interrupt();
    else interruptInstance(cloud, instanceId, task);
  }
  return taken.length;
}

function isOnSpot(cloud: Cloud, task: Task): boolean {
  const instanceId = task.place?.instanceId ?? null;
  if (instanceId === null) return task.provider === fargateSpot;
  return find(cloud, instanceId)?.instance.isSpot ?? false;
}

function interruptInstance(cloud: Cloud, instanceId: string, task: Task): void {
  const found = find(cloud, instanceId);
  if (!found) return;
  const { group, instance } = found;
  void group.interrupt(instance, drainsAtNotice(cloud, group.arn), () => task.kill());
}

function find(cloud: Cloud, instanceId: string) {
  for (const group of cloud.autoScalingGroups.values()) {
    const instance = group.instances.find(({ id }) => id === instanceId);
    if (instance) return { group, instance };
  }
  return undefined;
}

/** The agent drains its instance only if it is configured to ("Spot Instance draining", Amazon ECS Developer Guide). */
function drainsAtNotice(cloud: Cloud, groupArn: string): boolean {
  const group = cloud.resources
    .all(autoScalingGroupType)
    .find(({ outputs }) => outputs.arn === groupArn);
  const policy = group?.inputs.mixedInstancesPolicy as
    { launchTemplate: { launchTemplateSpecification: { launchTemplateId: string } } } | undefined;
  const id = policy?.launchTemplate.launchTemplateSpecification.launchTemplateId;
  const template = cloud.resources
    .all("aws:ec2/launchTemplate:LaunchTemplate")
    .find((one) => one.id === id);
  const encoded = (template?.inputs.userData ?? "") as string;
  const userData = Buffer.from(encoded, "base64").toString();
  return userData.split("\n").includes("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true");
}
