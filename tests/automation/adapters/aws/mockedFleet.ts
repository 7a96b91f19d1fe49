import { AutoScalingClient, DescribeScalingActivitiesCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type Service,
} from "@aws-sdk/client-ecs";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { createAwsObserver } from "../../../../automation/adapters/aws/observer";
import type { FleetInventory } from "../../../../release/inventory";
import {
  clusterName,
  digest,
  inventory,
  region,
  targetGroupArn,
  taskArn,
  taskDefinitionArn,
  users,
} from "./fixtures";

export const running = {
  lastStatus: "RUNNING",
  containers: [{ name: "users", image: `repo@${digest("a")}`, imageDigest: digest("a") }],
};

export function service(changes: Partial<Service> = {}): Service {
  const completed = {
    status: "PRIMARY",
    taskDefinition: taskDefinitionArn(7),
    rolloutState: "COMPLETED" as const,
    rolloutStateReason: "ECS deployment ecs-svc/1 completed.",
  };
  const steady = {
    createdAt: new Date("2025-01-31T12:00:00.123Z"),
    message: "(service users-green) has reached a steady state.",
  };
  return {
    status: "ACTIVE",
    desiredCount: 2,
    loadBalancers: [{ containerName: "users", containerPort: 8080 }],
    deployments: [completed],
    events: [steady],
    ...changes,
  };
}

/**
 * Green's fleet with the documented shapes of ECS, Elastic Load Balancing and Auto Scaling. The mocks
 * replace what every client sends, so they exist only while a suite runs.
 */
export class MockedFleet {
  readonly ecs: AwsClientStub<ECSClient> = mockClient(ECSClient);
  readonly loadBalancing: AwsClientStub<ElasticLoadBalancingV2Client> = mockClient(
    ElasticLoadBalancingV2Client,
  );
  readonly autoScaling: AwsClientStub<AutoScalingClient> = mockClient(AutoScalingClient);

  /** A service without tasks, targets or activities. */
  reset(): void {
    for (const mock of [this.ecs, this.loadBalancing, this.autoScaling]) mock.reset();
    this.ecs.on(DescribeServicesCommand).resolves({ services: [service()] });
    this.ecs.on(ListTasksCommand).resolves({ taskArns: [] });
    this.loadBalancing.on(DescribeTargetHealthCommand).resolves({ TargetHealthDescriptions: [] });
    this.autoScaling.on(DescribeScalingActivitiesCommand).resolves({ Activities: [] });
  }

  restore(): void {
    for (const mock of [this.ecs, this.loadBalancing, this.autoScaling]) mock.restore();
  }

  tasks(desiredStatus: "RUNNING" | "STOPPED", details: Record<string, object>): void {
    const arns = Object.keys(details).map(taskArn);
    this.ecs.on(ListTasksCommand, { desiredStatus }).resolves({ taskArns: arns });
    this.ecs.on(DescribeTasksCommand, { cluster: clusterName, tasks: arns }).resolves({
      tasks: Object.entries(details).map(([id, detail]) => ({ taskArn: taskArn(id), ...detail })),
    });
  }

  targets(edge: "blue" | "green", ...targets: TargetHealthDescription[]): void {
    this.loadBalancing
      .on(DescribeTargetHealthCommand, { TargetGroupArn: targetGroupArn(`users-green-on-${edge}`) })
      .resolves({ TargetHealthDescriptions: targets });
  }

  read(fleet: FleetInventory = users.fleets.green, signal?: AbortSignal, account?: string) {
    const known = { ...inventory, ...(account && { account }) };
    return createAwsObserver({ region, signal }).fleet(known, fleet);
  }
}
