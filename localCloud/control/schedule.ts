import { z } from "zod";
import { type Cron, parseCron } from "../../config/cron/cron";
import { maxOverrides } from "../../config/schedules";
import { isZone } from "../../config/zoneTime";
import type { Cloud } from "../cloud";
import type { Schedule } from "../dataplane/schedule";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { mayAssume } from "./roleRights";
import { scheduleGroupType } from "./scheduleGroup";
import { arnOf, flag, jsonDocument, name, wholeNumber } from "./schemas";

export const scheduleType = "aws:scheduler/schedule:Schedule";

/** Instead of what the definition has (RunTask). Nothing else of it is modelled. */
const overrides = z.strictObject({
  containerOverrides: z
    .array(
      z.strictObject({
        name: z.string(),
        command: z.array(z.string()).min(1).optional(),
        environment: z.array(z.strictObject({ name: z.string(), value: z.string() })).default([]),
      }),
    )
    .length(1),
});

const ecsParameters = z.strictObject({
  taskDefinitionArn: arnOf("ecs"),
  taskCount: z.literal(1),
  launchType: z.literal("FARGATE").optional(),
  capacityProviderStrategies: z
    .array(z.strictObject({ capacityProvider: z.string(), weight: wholeNumber(0, 1000) }))
    .length(1)
    .optional(),
  networkConfiguration: z.strictObject({
    subnets: z.array(z.string()).min(1).max(16),
    securityGroups: z.array(z.string()).min(1).max(5),
    assignPublicIp: flag(false),
  }),
  enableEcsManagedTags: flag(false),
  propagateTags: z.literal("TASK_DEFINITION").optional(),
});

const target = z
  .strictObject({
    /** Of a cluster. */
    arn: z.string().regex(/^arn:aws:ecs:[\w-]+:\d{12}:cluster\//, "must be the ARN of a cluster"),
    roleArn: arnOf("iam"),
    ecsParameters,
    input: jsonDocument.refine(
      (text) => text.length <= maxOverrides && overrides.safeParse(JSON.parse(text)).success,
      `must be overrides of one container, of up to ${maxOverrides} characters`,
    ),
    retryPolicy: z
      .strictObject({
        maximumRetryAttempts: wholeNumber(0, 185),
        maximumEventAgeInSeconds: wholeNumber(60, 86_400),
      })
      .optional(),
  })
  .refine(
    ({ ecsParameters: { launchType, capacityProviderStrategies } }) =>
      (launchType === undefined) !== (capacityProviderStrategies === undefined),
    "must have either launchType or capacityProviderStrategies",
  );

const properties = {
  name: name(64, "_.-"),
  groupName: name(64, "_.-"),
  // A rate and a single time are not modelled.
  scheduleExpression: z
    .string()
    .max(256)
    .refine((text) => cronOf(text) !== null, "Invalid Schedule Expression"),
  scheduleExpressionTimezone: z.string().min(1).max(50).refine(isZone, "is not a time zone"),
  flexibleTimeWindow: z.strictObject({ mode: z.literal("OFF") }),
  state: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  target,
};
type ScheduleInputs = z.output<z.ZodObject<typeof properties>>;

/** Of an expression with `cron(…)` around it; null: AWS would refuse it. */
export function cronOf(expression: string): Cron | null {
  const read = parseCron(/^cron\((.*)\)$/.exec(expression)?.[1] ?? "");
  return "cron" in read ? read.cron : null;
}

function toSchedule({ name: called, target, ...inputs }: ScheduleInputs): Schedule {
  const { taskDefinitionArn, capacityProviderStrategies: [strategy] = [] } = target.ecsParameters;
  const {
    name: container,
    command,
    environment,
  } = overrides.parse(JSON.parse(target.input)).containerOverrides[0]!;
  return {
    name: called,
    cron: cronOf(inputs.scheduleExpression)!,
    zone: inputs.scheduleExpressionTimezone,
    isEnabled: inputs.state === "ENABLED",
    roleArn: target.roleArn,
    taskDefinitionArn,
    capacityProvider: strategy?.capacityProvider ?? null,
    securityGroups: target.ecsParameters.networkConfiguration.securityGroups,
    ...{ container, command, environment },
  };
}

export const schedule = defineType({
  token: scheduleType,
  properties,
  replaceOn: ["name", "groupName"],
  create(cloud, inputs) {
    const id = `${inputs.groupName}/${inputs.name}`;
    if (cloud.resources.get(scheduleType, id)) {
      throw new CloudError("ConflictException", `Schedule ${id} already exists.`);
    }
    if (!cloud.resources.get(scheduleGroupType, inputs.groupName)) {
      const message = `Schedule group ${inputs.groupName} does not exist.`;
      throw new CloudError("ResourceNotFoundException", message);
    }
    requireAssumable(cloud, inputs);
    cloud.schedules.set(id, toSchedule(inputs));
    return { id, outputs: { arn: cloud.arn("scheduler", `schedule/${id}`) } };
  },
  update(cloud, { id }, inputs) {
    requireAssumable(cloud, inputs);
    cloud.schedules.set(id, toSchedule(inputs));
    return {};
  },
  delete(cloud, { id }) {
    cloud.schedules.delete(id);
  },
});

function requireAssumable(cloud: Cloud, { groupName, target }: ScheduleInputs): void {
  const source = cloud.arn("scheduler", `schedule-group/${groupName}`);
  if (mayAssume(cloud, target.roleArn, "scheduler.amazonaws.com", source)) return;
  throw new CloudError(
    "ValidationException",
    "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
  );
}
