import { about, here, needless, unsupported, type Words } from "./words";

export const ofScheduledBounds: Words = {
  ...about(
    here("cron"),
    "schedule",
    "scheduleExpression",
    "expression",
    "recurrence",
    "at",
    "rate",
  ),
  ...about(here("zone"), "timezone", "timeZone", "tz"),
  ...about(here("min"), "minCapacity", "minSize", "minTasks", "minimum"),
  ...about(here("max"), "maxCapacity", "maxSize", "maxTasks", "maximum"),
  ...about(
    unsupported("AWS chooses between `min` and `max`; set both to the same number to fix it"),
    ...["desired", "desiredCount", "desiredCapacity", "count"],
  ),
  ...about(needless("the program names its scheduled actions"), "name"),
};

export const ofQueues: Words = {
  ...about(
    here("arn", ": the ARN of the queue"),
    "url",
    "queueUrl",
    "name",
    "queueName",
    "queueArn",
  ),
  ...about(
    here("perTask"),
    ...[
      "messagesPerTask",
      "backlogPerTask",
      "messages",
      "target",
      "targetValue",
      "msgProcessingTime",
    ],
  ),
};

export const ofSpotShares: Words = {
  ...about(
    here("base"),
    ...["onDemandBase", "onDemandBaseCapacity", "fixed", "onDemand", "spotFrom"],
  ),
  ...about(
    here("spotPercent", ": of the tasks above `base`"),
    ...["spot", "weight", "weights", "spotPercentage", "percent"],
  ),
  ...about(
    "follows from `spotPercent`, the share of Spot among the tasks above `base`",
    ...["onDemandPercent", "onDemandPercentage", "onDemandPercentageAboveBaseCapacity"],
  ),
  ...about(
    needless("the program chooses the capacity providers of `compute`"),
    ...["capacityProvider", "provider", "providers", "strategy", "capacityProviderStrategy"],
  ),
};

export const ofCompute: Words = {
  ...about(here("type", ": `fargate` or `ec2`"), "launchType", "requiresCompatibilities"),
  ...about(here("diskGiB"), "diskSize", "volumeSize", "rootVolumeSize", "rootBlockDevice", "disk"),
  ...about(
    "takes one type, `instanceType`; others for Spot go to `capacity`: `{ instanceTypes: […] }`",
    "instanceTypes",
  ),
  ...about(
    unsupported("instances start from AWS's own image for ECS, which the program sets up"),
    ...["ami", "amiId", "imageId", "userData", "keyName", "sshKey", "launchTemplate"],
  ),
  ...about(
    needless("the number of instances follows from the service's `size`"),
    ...["minSize", "maxSize", "desiredCapacity", "count", "size"],
  ),
  ...about(
    "is a setting of the service itself",
    ...["cpu", "memoryMiB", "architecture", "capacity", "ephemeralGiB"],
  ),
};
