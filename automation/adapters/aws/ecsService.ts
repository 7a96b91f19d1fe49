import { refused } from "../../world/errors";
import type { EcsService, EcsTargetGroup, ReadEcsService } from "../../world/ecsService";
import { type Aws, type AwsAccess, createClients } from "./clients";
import { readingUntil } from "./reading";

/** Read as whoever takes a service over: no role of a pipeline needs these calls on clusters of others. */
export function createEcsReader(access: AwsAccess): ReadEcsService {
  const aws = createClients(access);
  const reading = readingUntil(access.signal);
  return (cluster, service) =>
    reading(`ECS service ${cluster}/${service}`, () => read(aws, cluster, service));
}

async function read(aws: Aws, cluster: string, name: string): Promise<EcsService> {
  const ecs = await aws.ecs();
  const { services = [] } = await ecs.describeServices(
    { cluster, services: [name] },
    aws.callOptions,
  );
  const service = services.find(({ status }) => status !== "INACTIVE");
  if (!service) {
    throw refused(
      `cluster ${cluster} has no ECS service ${name}`,
      `list them: aws ecs list-services --cluster ${cluster}`,
    );
  }
  const { taskDefinition = {} } = await ecs.describeTaskDefinition(
    { taskDefinition: service.taskDefinition },
    aws.callOptions,
  );
  const [arn] = (service.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  const serviceConnected = (service.deployments ?? []).some(
    ({ serviceConnectConfiguration }) => serviceConnectConfiguration?.enabled === true,
  );
  return {
    service: { ...service, serviceConnected },
    taskDefinition: taskDefinition as EcsService["taskDefinition"],
    targetGroup: arn === undefined ? undefined : await targetGroupOf(aws, arn),
  };
}

async function targetGroupOf(
  aws: Aws,
  TargetGroupArn: string,
): Promise<EcsTargetGroup | undefined> {
  const elb = await aws.loadBalancing();
  const [{ TargetGroups = [] }, { Attributes = [] }] = await Promise.all([
    elb.describeTargetGroups({ TargetGroupArns: [TargetGroupArn] }, aws.callOptions),
    elb.describeTargetGroupAttributes({ TargetGroupArn }, aws.callOptions),
  ]);
  const attributes = Object.fromEntries(Attributes.map(({ Key = "", Value = "" }) => [Key, Value]));
  return TargetGroups[0] && { ...TargetGroups[0], attributes };
}
