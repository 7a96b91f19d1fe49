import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { ClusterPlace } from "../stack/foundation";
import type { Network } from "../network/network";
import { policy, trustInstances } from "./policy";
import { rolePlace, stackPath } from "./rolePlace";
import { tags } from "../tags";

export interface InstanceBaseArgs {
  settings: Pick<Settings, "permissionsBoundary">;
  cluster: ClusterPlace;
  network: Network;
}

/**
 * What the container instances of an environment share. Their role lets the ECS agent join this cluster
 * and report on its tasks; images and logs use each service's execution role. Nobody logs in to an
 * instance, so there is neither a key pair nor Session Manager.
 */
export class InstanceBase extends pulumi.ComponentResource {
  readonly profile: aws.iam.InstanceProfile;
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** Without these, an instance that starts can't join or reach the cluster. */
  readonly ready: pulumi.Resource[];

  constructor(
    name: string,
    { settings, cluster, network }: InstanceBaseArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("bluegreen:index:InstanceBase", name, {}, opts);
    const own = { parent: this };
    const role = new aws.iam.Role(
      name,
      { assumeRolePolicy: trustInstances(), ...rolePlace(settings), tags: tags() },
      own,
    );
    const rolePolicy = new aws.iam.RolePolicy(
      name,
      { role: role.name, policy: runAgent(cluster) },
      own,
    );
    this.profile = new aws.iam.InstanceProfile(
      name,
      { role: role.name, path: stackPath(), tags: tags() },
      own,
    );
    this.securityGroup = new aws.ec2.SecurityGroup(
      name,
      { description: "container instances: nothing in", vpcId: network.vpcId, tags: tags() },
      own,
    );
    const out = new aws.vpc.SecurityGroupEgressRule(
      `${name}-out`,
      {
        securityGroupId: this.securityGroup.id,
        description: "to ECS, ECR and CloudWatch",
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        tags: tags(),
      },
      own,
    );
    this.ready = [rolePolicy, out];
    this.registerOutputs({});
  }
}

function runAgent(cluster: ClusterPlace): pulumi.Output<string> {
  const instances = cluster.arn.apply(
    (arn) => `${arn.replace(":cluster/", ":container-instance/")}/*`,
  );
  return policy([
    // This action does not support resource-level permissions.
    { Effect: "Allow", Action: "ecs:DiscoverPollEndpoint", Resource: "*" },
    {
      Effect: "Allow",
      Action: [
        "ecs:RegisterContainerInstance",
        "ecs:DeregisterContainerInstance",
        "ecs:SubmitAttachmentStateChanges",
        "ecs:SubmitContainerStateChange",
        "ecs:SubmitTaskStateChange",
      ],
      Resource: cluster.arn,
    },
    {
      Effect: "Allow",
      Action: ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"],
      Resource: instances,
    },
  ]);
}
