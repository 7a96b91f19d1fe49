import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceSettings, Settings } from "../../config/schema";
import type { Schedule } from "../../config/scheduleSchema";
import { scheduledOverrides, scheduleGroup } from "../../config/schedules";
import type { Involvement } from "../../release/routing";
import type { Serving } from "../../release/serving";
import type { Network } from "../network/network";
import type { ClusterPlace } from "../stack/foundation";
import { tags } from "../tags";
import type { Fleet } from "./fleet";
import { rolePlace } from "./rolePlace";
import { type ScheduleRole, scheduleRole } from "./scheduleRole";
import type { TaskRoles } from "./taskRoles";

export interface SchedulesArgs {
  service: string;
  environment: Pick<Settings, "foundation" | "permissionsBoundary">;
  /** Of every fleet that may run. */
  needs: readonly ServiceSettings[];
  /** The fleet that serves, with what it was released with; null: none does. */
  active: { settings: ServiceSettings; fleet: Fleet } | null;
  /** null: the service is not being released. */
  release: Involvement | null;
  serving: Serving;
  cluster: ClusterPlace;
  network: Network;
  securityGroup: aws.ec2.SecurityGroup;
  roles: TaskRoles;
  /** Jobs move last: EventBridge Scheduler must never be what holds up clients on their way back. */
  after: pulumi.Resource[];
}

/** None in a preview: it runs code of anybody who may open a pull request, and there may be many. */
export function serviceSchedules(
  name: string,
  args: SchedulesArgs,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const { environment, needs, release, serving } = args;
  const has = needs.some(({ schedules }) => Object.keys(schedules).length > 0);
  if (environment.foundation !== undefined || !has) return [];
  // A release may take any of them away.
  const protect = serving.service && release === null;
  return new Schedules(name, args, { parent, protect }).all;
}

/**
 * A service's jobs: EventBridge Scheduler starts each from the task definition of the fleet that serves, as that
 * definition says. Group and role are there as soon as a fleet that may run has a schedule, since IAM takes a while.
 */
class Schedules extends pulumi.ComponentResource {
  readonly all: aws.scheduler.Schedule[];

  constructor(name: string, args: SchedulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:Schedules", name, {}, opts);
    const { service } = args;
    const groupName = scheduleGroup(pulumi.getProject(), pulumi.getStack(), service);
    const group = new aws.scheduler.ScheduleGroup(
      name,
      { name: groupName, tags: tags({ service }) },
      { parent: this },
    );
    const role = scheduleRole(
      name,
      { ...args, ...rolePlace(args.environment), group },
      { parent: this },
    );
    const of = args.active?.settings.schedules ?? {};
    this.all = Object.entries(of).map(([schedule, one]) =>
      this.schedule(`${name}-${schedule}`, { ...args, name: schedule, group, role }, one),
    );
    this.registerOutputs({});
  }

  private schedule(
    logicalName: string,
    args: SchedulesArgs & { name: string; group: aws.scheduler.ScheduleGroup; role: ScheduleRole },
    one: Schedule,
  ): aws.scheduler.Schedule {
    const { service, name, group, role, cluster, active } = args;
    return new aws.scheduler.Schedule(
      logicalName,
      {
        name,
        groupName: group.name,
        scheduleExpression: `cron(${one.cron})`,
        scheduleExpressionTimezone: one.zone,
        flexibleTimeWindow: { mode: "OFF" },
        state: "ENABLED",
        target: {
          arn: cluster.arn,
          roleArn: role.arn,
          ecsParameters: runTask(args, active!.fleet),
          input: JSON.stringify(scheduledOverrides(service, name, one)),
          // A start that failed may have started the task all the same.
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        },
      },
      { parent: this, dependsOn: [role.policy, ...args.after] },
    );
  }
}

/** Where the fleet's own tasks run, from exactly its revision. */
function runTask(
  { network, securityGroup }: SchedulesArgs,
  { taskDefinition, capacity }: Fleet,
): aws.types.input.scheduler.ScheduleTargetEcsParameters {
  return {
    taskDefinitionArn: taskDefinition!.arn,
    taskCount: 1,
    ...(capacity
      ? { capacityProviderStrategies: [{ capacityProvider: capacity.provider.name, weight: 1 }] }
      : { launchType: "FARGATE" }),
    networkConfiguration: {
      subnets: network.privateSubnetIds,
      securityGroups: [securityGroup.id],
      assignPublicIp: false,
    },
    enableEcsManagedTags: true,
    // The right to stop a task depends on its tags.
    propagateTags: "TASK_DEFINITION",
  };
}
