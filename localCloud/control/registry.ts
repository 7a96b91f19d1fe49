import { acmTypes } from "./acm";
import { appAutoScalingTypes } from "./appAutoScaling";
import { autoScalingTypes } from "./autoScaling";
import { ec2Types } from "./ec2";
import { ecrTypes } from "./ecr";
import { repositoryPolicy } from "./ecrPolicy";
import { ecsClusterTypes } from "./ecsCluster";
import { service } from "./ecsService";
import { taskDefinition } from "./ecsTaskDefinition";
import { iamTypes } from "./iam";
import { listener } from "./listener";
import { listenerCertificate } from "./listenerCertificate";
import { listenerRule } from "./listenerRule";
import { loadBalancer } from "./loadBalancer";
import { logsTypes } from "./logs";
import { alarmTypes } from "./metricAlarm";
import type { ResourceType } from "./resourceType";
import { routeTypes } from "./routes";
import { route53Types } from "./route53";
import { schedule } from "./schedule";
import { scheduleGroup } from "./scheduleGroup";
import { targetGroup } from "./targetGroup";
import { vpcTypes } from "./vpcs";
import { vpcEndpointTypes } from "./vpcEndpoint";
import { webAclAssociation } from "./webAclAssociation";

const types: ResourceType[] = [
  ...vpcTypes,
  ...ec2Types,
  ...vpcEndpointTypes,
  ...routeTypes,
  loadBalancer,
  listener,
  listenerCertificate,
  listenerRule,
  targetGroup,
  webAclAssociation,
  ...route53Types,
  ...acmTypes,
  ...ecsClusterTypes,
  taskDefinition,
  service,
  ...autoScalingTypes,
  ...appAutoScalingTypes,
  ...ecrTypes,
  repositoryPolicy,
  ...iamTypes,
  ...logsTypes,
  ...alarmTypes,
  scheduleGroup,
  schedule,
];

/** Every resource type that the local cloud models, by Pulumi type token. */
export const registry = new Map(types.map((type) => [type.token, type]));
