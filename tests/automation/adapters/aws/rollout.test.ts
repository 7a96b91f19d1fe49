import type { Deployment } from "@aws-sdk/client-ecs";
import { expect } from "chai";
import { rolloutOf } from "../../../../automation/adapters/aws/rollout";
import { taskDefinitionArn } from "./fixtures";

const primary = (changes: Deployment): Deployment => ({
  id: "ecs-svc/2",
  status: "PRIMARY",
  taskDefinition: taskDefinitionArn(7),
  rolloutState: "IN_PROGRESS",
  rolloutStateReason: "ECS deployment ecs-svc/2 in progress.",
  ...changes,
});

describe("the rollout of the PRIMARY deployment", () => {
  it("includes how many tasks failed", () => {
    expect(
      rolloutOf({
        status: "ACTIVE",
        deployments: [{ status: "ACTIVE", taskDefinition: "old" }, primary({ failedTasks: 2 })],
      }),
    ).to.deep.equal({
      taskDefinitionArn: taskDefinitionArn(7),
      state: "IN_PROGRESS",
      reason: "ECS deployment ecs-svc/2 in progress.; 2 of its tasks failed to start",
    });
  });

  it("shows the old task definition after a rollback, and what was rolled back", () => {
    const failed: Deployment = {
      id: "ecs-svc/2",
      status: "ACTIVE",
      taskDefinition: taskDefinitionArn(8),
      rolloutState: "FAILED",
      rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
      failedTasks: 3,
    };
    const rolledBack = primary({
      id: "ecs-svc/3",
      rolloutState: "COMPLETED",
      rolloutStateReason: "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.",
    });
    expect(rolloutOf({ status: "ACTIVE", deployments: [failed, rolledBack] })).to.deep.equal({
      taskDefinitionArn: taskDefinitionArn(7),
      state: "COMPLETED",
      reason:
        "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.; " +
        `deployment of ${taskDefinitionArn(8)} FAILED: ` +
        "ECS deployment circuit breaker: tasks failed to start.; 3 of its tasks failed to start",
    });
  });

  it("is FAILED if ECS gave up with nothing to roll back to", () => {
    const rolloutStateReason = "ECS deployment circuit breaker: tasks failed to start.";
    expect(
      rolloutOf({
        status: "ACTIVE",
        deployments: [primary({ rolloutState: "FAILED", rolloutStateReason })],
      }),
    ).to.deep.equal({
      taskDefinitionArn: taskDefinitionArn(7),
      state: "FAILED",
      reason: rolloutStateReason,
    });
  });

  it("is FAILED for a service that is being deleted", () => {
    expect(
      rolloutOf({ status: "DRAINING", taskDefinition: taskDefinitionArn(7), deployments: [] }),
    ).to.deep.equal({
      taskDefinitionArn: taskDefinitionArn(7),
      state: "FAILED",
      reason: "ECS service is DRAINING",
    });
  });

  it("is not complete until ECS says so", () => {
    const untold: Deployment = { status: "PRIMARY", taskDefinition: taskDefinitionArn(7) };
    expect(rolloutOf({ status: "ACTIVE", deployments: [untold] }).state).to.equal("IN_PROGRESS");
  });
});
