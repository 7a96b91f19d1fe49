import { isOfKeyOrType } from "./schemaProblems";

const docs = "https://docs.aws.amazon.com";
const ecs = `${docs}/AmazonECS/latest/APIReference`;
const elb = `${docs}/elasticloadbalancing/latest`;
const container = `${ecs}/API_ContainerDefinition.html`;
const iam = `${docs}/IAM/latest/UserGuide/reference_iam-quotas.html`;
const names = `${docs}/Route53/latest/DeveloperGuide/DomainNameFormat.html`;
const images = `${docs}/AmazonECR/latest/userguide/service-quotas.html`;
const targetGroup = `${elb}/APIReference/API_TargetGroupAttribute.html`;
const ofAlb = `${elb}/application/load-balancer-limits.html`;
const securityGroups = `${docs}/vpc/latest/userguide/amazon-vpc-limits.html`;

const ofServices = {
  host: names,
  hosts: names,
  ruleSlot: `${elb}/APIReference/API_CreateRule.html`,
  protocol: `${elb}/APIReference/API_CreateTargetGroup.html`,
  "compute.diskGiB": `${docs}/AWSEC2/latest/APIReference/API_EbsBlockDevice.html`,
  capacity: `${ecs}/API_CapacityProviderStrategyItem.html`,
  repository: images,
  cpu: `${ecs}/API_RegisterTaskDefinition.html`,
  memoryMiB: `${ecs}/API_RegisterTaskDefinition.html`,
  command: container,
  entryPoint: container,
  user: container,
  workingDirectory: container,
  ulimits: container,
  environment: container,
  secrets: container,
  droppedCapabilities: `${ecs}/API_KernelCapabilities.html`,
  stopSeconds: container,
  sidecars: container,
  "sidecars.<name>.healthCheck": `${ecs}/API_HealthCheck.html`,
  volumes: `${ecs}/API_Volume.html`,
  ephemeralGiB: `${ecs}/API_EphemeralStorage.html`,
  logs: `${ecs}/API_LogConfiguration.html`,
  permissions: iam,
  policyArns: iam,
  roleArn: iam,
  outboundPorts: securityGroups,
  healthCheck: `${elb}/APIReference/API_CreateTargetGroup.html`,
  slowStartSeconds: targetGroup,
  stickySeconds: targetGroup,
  deregistrationSeconds: targetGroup,
  schedules: `${docs}/scheduler/latest/UserGuide/schedule-types.html`,
  size: `${docs}/autoscaling/application/APIReference/API_RegisterScalableTarget.html`,
  "size.scheduled": `${docs}/autoscaling/application/APIReference/API_PutScheduledAction.html`,
  alarms: `${docs}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
};

const ofEnvironments = {
  domain: names,
  network: `${docs}/vpc/latest/userguide/subnet-sizing.html`,
  cluster: `${ecs}/API_CreateCluster.html`,
  pullAccounts: `${docs}/AmazonECR/latest/userguide/repository-policies.html`,
  keepImages: images,
  tags: `${docs}/tag-editor/latest/userguide/tagging.html`,
  permissionsBoundary: iam,
  logRetentionDays: `${docs}/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html`,
  "loadBalancers.idleSeconds": `${elb}/application/edit-load-balancer-attributes.html`,
  "loadBalancers.accessLogs": `${elb}/application/enable-access-logging.html`,
  "loadBalancers.webAclArn": `${docs}/waf/latest/APIReference/API_AssociateWebACL.html`,
  "loadBalancers.allowFrom": securityGroups,
  certificateArns: ofAlb,
  "testAccess.cidrs": ofAlb,
  quotas: ofAlb,
};

/** Pages on which AWS documents a setting or a part of one, such as `size.scheduled`, by its key in a service or environment. */
export const awsDocs: Readonly<
  Record<"service" | "environment", Readonly<Record<string, string>>>
> = {
  service: ofServices,
  environment: ofEnvironments,
};

/**
 * For problems that begin with their key in backticks: where AWS documents the setting, a line for each. There is none for
 * unknown keys and for values of the wrong type, such as a list where a map belongs.
 */
export function linesOnAwsDocs(problems: readonly string[]): string[] {
  const found = problems.flatMap((problem) => {
    const [, key, text = ""] = /^`([^`]*)` (.*)/s.exec(problem) ?? [];
    if (key === undefined || isOfKeyOrType(text)) return [];
    const [top, , ...path] = key.split(".");
    return top === "services"
      ? nearestDocs("service", path)
      : nearestDocs("environment", key.split("."));
  });
  const lines = found.map(({ setting, url }) => `AWS's documentation of \`${setting}\`: ${url}`);
  return [...new Set(lines)];
}

function nearestDocs(of: "service" | "environment", path: readonly string[]) {
  for (let length = path.length; length > 0; length--) {
    const parts = path.slice(0, length);
    const named = parts.map((part, index) =>
      index === 1 && parts[0] === "sidecars" ? "<name>" : part,
    );
    const setting = named.join(".");
    const url = awsDocs[of][setting];
    if (url !== undefined) return [{ setting, url }];
  }
  return [];
}
