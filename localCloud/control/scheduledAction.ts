import { z } from "zod";
import { isZone } from "../../config/zoneTime";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { cronOf } from "./schedule";
import { scalable } from "./scalingPolicy";
import { wholeNumber } from "./schemas";

export const scheduledActionType = "aws:appautoscaling/scheduledAction:ScheduledAction";

const properties = {
  ...scalable,
  // Of up to 256 characters, without `:`, `/`, `|` and control characters (PutScheduledAction).
  name: z.string().regex(/^(?! )[^:/|\p{Cc}]{1,256}(?<! )$/u),
  // A rate and a single time are not modelled.
  schedule: z.string().refine((text) => cronOf(text) !== null, "Invalid schedule expression"),
  timezone: z.string().refine(isZone, "is not a time zone").default("UTC"),
  scalableTargetAction: z
    .strictObject({
      minCapacity: wholeNumber(0, 5000).optional(),
      maxCapacity: wholeNumber(0, 5000).optional(),
    })
    .refine(
      ({ minCapacity, maxCapacity }) => minCapacity !== undefined || maxCapacity !== undefined,
      "must have minCapacity or maxCapacity",
    )
    .refine(
      ({ minCapacity = 0, maxCapacity = Infinity }) => minCapacity <= maxCapacity,
      "maxCapacity must be at least minCapacity",
    ),
};
export type ActionInputs = z.output<z.ZodObject<typeof properties>>;

export const scheduledAction = defineType({
  token: scheduledActionType,
  properties,
  replaceOn: ["name", "serviceNamespace", "scalableDimension", "resourceId"],
  create(cloud, { name, resourceId }) {
    const targets = cloud.resources.all("aws:appautoscaling/target:Target");
    if (!targets.some(({ id }) => id === resourceId)) {
      const message = `No scalable target registered for ${resourceId}`;
      throw new CloudError("ObjectNotFoundException", message);
    }
    const arn = cloud.arn("autoscaling", `scheduledAction:resource/ecs/${resourceId}/${name}`);
    return { id: `${name}-${resourceId}`, outputs: { arn } };
  },
});
