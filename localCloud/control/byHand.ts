import type { Cloud } from "../cloud";
import { CloudError } from "../errors";
import { clusterCapacityType, clusterType } from "./ecsCluster";
import { serviceType } from "./ecsNames";
import { securityGroupType } from "./ec2";
import { instanceProfileType, rolePolicyType, roleType } from "./iam";
import { loadBalancerType } from "./loadBalancer";
import { registry } from "./registry";
import type { Resource } from "./resource";

const listenerType = "aws:lb/listener:Listener";
const groupRule = (direction: string) =>
  `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`;

/** What AWS, or its console, deletes along with a resource, by the property that names it. */
const along: Readonly<Record<string, readonly (readonly [type: string, property: string])[]>> = {
  [loadBalancerType]: [[listenerType, "loadBalancerArn"]],
  [listenerType]: [
    ["aws:lb/listenerRule:ListenerRule", "listenerArn"],
    ["aws:lb/listenerCertificate:ListenerCertificate", "listenerArn"],
  ],
  [clusterType]: [
    [serviceType, "cluster"],
    [clusterCapacityType, "clusterName"],
  ],
  [roleType]: [
    [rolePolicyType, "role"],
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role"],
    [instanceProfileType, "role"],
  ],
  [securityGroupType]: [
    [groupRule("Ingress"), "securityGroupId"],
    [groupRule("Egress"), "securityGroupId"],
  ],
  "aws:ecr/repository:Repository": [
    ["aws:ecr/lifecyclePolicy:LifecyclePolicy", "repository"],
    ["aws:ecr/repositoryPolicy:RepositoryPolicy", "repository"],
  ],
};

/** Deletes a resource as somebody would in the console, who doesn't tell Pulumi; it is found by its logical name. */
export async function deleteByHand(cloud: Cloud, type: string, name: string): Promise<void> {
  const found = cloud.resources.all(type).find((one) => one.name === name);
  if (!found) throw new CloudError("NotFound", `${type} '${name}' does not exist`);
  await deleteWhole(cloud, found);
}

async function deleteWhole(cloud: Cloud, resource: Resource): Promise<void> {
  const known = [resource.id, resource.outputs["arn"], resource.inputs["name"]];
  for (const [child, property] of along[resource.type] ?? []) {
    for (const one of cloud.resources.all(child)) {
      if (known.includes(one.inputs[property])) await deleteWhole(cloud, one);
    }
  }
  const type = registry.get(resource.type)!;
  await type.delete?.(cloud, resource);
  const state = { ...resource.inputs, ...resource.outputs };
  cloud.resources.remove(resource.type, type.key?.(resource.id, state) ?? resource.id);
}
