import type { Deployment, Service } from "@aws-sdk/client-ecs";
import type { FleetHealth } from "../../world/ports";

/**
 * Rollout of the PRIMARY deployment. After the circuit breaker has rolled back, PRIMARY is the old task
 * definition again and COMPLETED, so the caller compares `taskDefinitionArn`; the reason names the deployment
 * that failed.
 */
export function rolloutOf(service: Service): FleetHealth["rollout"] {
  const deployments = service.deployments ?? [];
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  const failed = deployments.filter((one) => one !== primary && one.rolloutState === "FAILED");
  const reasons = [...(primary === undefined ? [] : [primary]), ...failed].flatMap((deployment) =>
    reasonsOf(deployment, deployment === primary),
  );
  if (primary === undefined || service.status === "DRAINING") {
    return {
      taskDefinitionArn: primary?.taskDefinition ?? service.taskDefinition ?? "",
      state: "FAILED",
      reason: [`ECS service is ${service.status ?? "without a deployment"}`, ...reasons].join("; "),
    };
  }
  return {
    taskDefinitionArn: primary.taskDefinition ?? "",
    state: primary.rolloutState ?? "IN_PROGRESS",
    reason: reasons.join("; "),
  };
}

function reasonsOf(deployment: Deployment, isPrimary: boolean): string[] {
  const { rolloutStateReason, failedTasks = 0, taskDefinition, rolloutState } = deployment;
  const reasons = [
    ...(rolloutStateReason === undefined ? [] : [rolloutStateReason]),
    ...(failedTasks > 0 ? [`${failedTasks} of its tasks failed to start`] : []),
  ];
  if (isPrimary) return reasons;
  return [`deployment of ${taskDefinition} ${rolloutState}: ${reasons.join("; ")}`];
}
