/** What a plan lists for a release of `users`, which runs on instances, so its group grows and shrinks. */
export const stageChanges = [
  "create users-green aws:ecs/taskDefinition:TaskDefinition",
  "update users-green aws:autoscaling/group:Group",
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
  "update users-blue aws:ecs/service:Service",
  // Only a candidate's changes make ECS start a new deployment, and this one is none any more.
  "update users-green aws:ecs/service:Service",
  "delete users-test aws:route53/record:Record",
];
