export const serviceType = "aws:ecs/service:Service";
export const taskDefinitionType = "aws:ecs/taskDefinition:TaskDefinition";

/** Key of a service across clusters; both may be given by name or ARN. */
export function serviceKey(cluster: string, service: string): string {
  return `${cluster.split("/").at(-1)}/${service.split("/").at(-1)}`;
}
