/**
 * What a plan lists for a release of `users`, which runs on instances, so its group grows and shrinks. The
 * group's capacity provider is listed because a preview against the local cloud does not know that a group
 * keeps its ARN.
 */
export const stageChanges = [
  "create users-green aws:ecs/taskDefinition:TaskDefinition",
  "update users-green aws:autoscaling/group:Group",
  "update users-green aws:ecs/capacityProvider:CapacityProvider",
  "create users-green aws:ecs/service:Service",
  "create users-test aws:route53/record:Record",
];
export const switchChanges = [
  "update users-green-production aws:lb/listenerRule:ListenerRule",
  "update users-production aws:route53/record:Record",
];
export const retireChanges = [
  "update users-blue-production aws:lb/listenerRule:ListenerRule",
  "update users-blue aws:autoscaling/group:Group",
  "update users-blue aws:ecs/capacityProvider:CapacityProvider",
  "update users-blue aws:ecs/service:Service",
  "delete users-test aws:route53/record:Record",
];
