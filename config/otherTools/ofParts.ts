import { about, here, needless, unsupported, type Words } from "./words";

const noTimeout =
  "neither EventBridge Scheduler nor ECS stops a task after some time. If the image has the program " +
  'timeout, begin `command` with it: `["timeout", "3600", …]`';
const noRetries =
  "ECS does not start a task again that has failed, and a second start could repeat what is done. " +
  "Let the job itself try again";

export const ofSchedules: Words = {
  ...about(
    unsupported(noTimeout),
    ...["timeoutSeconds", "timeout", "activeDeadlineSeconds", "maxDuration"],
  ),
  ...about(
    unsupported(noRetries),
    ...["retries", "retry", "maxRetries", "maximumRetryAttempts", "retryPolicy", "backoffLimit"],
    ...["restartPolicy", "deadLetterConfig", "deadLetterArn", "deadLetterQueue"],
  ),
  ...about(
    unsupported(
      "a rate counts from when the schedule was made or changed, and each release changes it. Use `cron`",
    ),
    ...["rate", "every", "interval"],
  ),
  ...about(here("cron"), "schedule", "scheduleExpression", "expression", "at"),
  ...about(here("zone"), "timezone", "timeZone", "tz", "scheduleExpressionTimezone"),
  ...about(
    unsupported("to pause the job, remove its schedule and release that"),
    ...["enabled", "disabled", "state", "suspend", "startDate", "endDate"],
  ),
  ...about(
    needless("jobs run on the image that serves, with the settings of their service"),
    ...["image", "cpu", "memory", "memoryMiB", "environment", "secrets", "size"],
  ),
  ...about(
    unsupported(
      "a task starts each time, even while an earlier one still runs. Let the job take a lock",
    ),
    ...["concurrencyPolicy", "concurrency", "parallelism", "taskCount", "count"],
  ),
  ...about(
    unsupported("a job starts within the minute of its time"),
    ...["flexibleTimeWindow", "jitter"],
  ),
};

export const ofSizes: Words = {
  ...about(here("min"), "minCapacity", "minReplicas", "minTasks", "minimum", "minCount"),
  ...about(here("max"), "maxCapacity", "maxReplicas", "maxTasks", "maximum", "maxCount"),
  ...about(
    unsupported("AWS chooses between `min` and `max`; a fixed `size` is a number"),
    ...["desired", "desiredCount", "desiredCapacity", "count", "initial"],
  ),
  ...about(
    "goes into `target`, such as `target: { cpuPercent: 60 }`",
    ...["cpuPercent", "cpuPercentage", "cpu", "memoryPercent", "memoryPercentage", "memory"],
    ...["requests", "requestsPerTask", "queue", "queueDelay", "metrics", "policies", "policy"],
    ...["targetCPUUtilizationPercentage", "targetTracking", "targetValue", "responseTime"],
  ),
  ...about(
    needless(
      "AWS adds and removes tasks to keep `target`, with the cooldowns that it has by default",
    ),
    ...["cooldown", "scaleInCooldown", "scaleOutCooldown", "behavior", "stepScaling", "steps"],
  ),
  ...about(here("scheduled"), "schedule", "schedules", "scheduledActions"),
  ...about("is a setting of the service: `capacity`", "spot", "spotFrom"),
};

export const ofTargets: Words = {
  ...about(here("cpuPercent"), "cpu", "cpuPercentage", "cpuUtilization", "averageCpuUtilization"),
  ...about(here("memoryPercent"), "memory", "memoryPercentage", "memoryUtilization"),
  ...about(here("requestsPerTask", ", per minute"), "requests", "requestCountPerTarget", "rps"),
  ...about(
    here("queue", ": `{ arn, perTask }`"),
    ...["sqs", "backlog", "backlogPerTask", "queueDelay", "messages", "acceptableLatency"],
  ),
  ...about(
    unsupported("target tracking needs a metric that falls as tasks are added, in proportion"),
    ...["responseTime", "latency", "customMetric", "customizedMetric", "metric"],
  ),
};

export const ofHealthChecks: Words = {
  ...about(here("intervalSeconds"), "interval", "periodSeconds", "healthCheckIntervalSeconds"),
  ...about(here("timeoutSeconds"), "timeout", "healthCheckTimeoutSeconds"),
  ...about(here("path"), "healthCheckPath", "httpGet", "url", "uri", "endpoint"),
  ...about(here("healthyThreshold"), "healthyThresholdCount", "successThreshold"),
  ...about(
    here("unhealthyThreshold"),
    ...["unhealthyThresholdCount", "failureThreshold", "retries"],
  ),
  ...about(here("matcher"), "successCodes", "healthyHttpCodes", "status", "statusCode", "codes"),
  ...about(
    "is a setting of the service: `startSeconds`",
    ...["gracePeriod", "gracePeriodSeconds", "startPeriod", "initialDelaySeconds"],
  ),
  ...about(
    unsupported("the load balancers check the service. A sidecar's `healthCheck` runs a command"),
    ...["command", "test", "cmd", "exec"],
  ),
  ...about(
    needless("health checks speak the service's own `protocol`, in plain text"),
    ...["protocol", "scheme", "grpc"],
  ),
};

/** Of the health check of a sidecar, which ECS runs in it. */
export const ofSidecarChecks: Words = {
  ...about(here("intervalSeconds"), "interval"),
  ...about(here("timeoutSeconds"), "timeout"),
  ...about(here("startSeconds"), "startPeriod", "startPeriodSeconds", "gracePeriod"),
  ...about(here("command", ", without `CMD`"), "test", "cmd", "exec"),
  ...about(
    unsupported("ECS runs a command in the container; let it send the request"),
    ...["path", "port", "httpGet", "url"],
  ),
};

export const ofVolumes: Words = {
  ...about(
    here("path"),
    ...["containerPath", "mountPath", "mountPoint", "target", "destination", "dst"],
  ),
  ...about(here("temporary", ": `true`"), "emptyDir", "tmpfs", "ephemeral"),
  ...about(here("efs"), "fileSystemId", "efsVolumeConfiguration"),
  ...about(here("accessPoint"), "accessPointId", "authorizationConfig"),
  ...about(
    needless("a volume has no name; a sidecar mounts it by its `path`"),
    ...["name", "volumeName", "sourceVolume"],
  ),
  ...about(
    unsupported(
      "folders of a machine are gone when AWS replaces it. Use `efs` for files that stay",
    ),
    ...["host", "hostPath", "source", "src", "sourcePath", "bind", "dockerVolumeConfiguration"],
  ),
  ...about(
    unsupported(
      "a task has one disk, as large as `ephemeralGiB` of the service or `compute.diskGiB` says",
    ),
    ...["size", "sizeGiB", "sizeLimit"],
  ),
  ...about(
    unsupported(
      "an EBS volume belongs to one task, so that the other fleet would not see the files. Use `efs`",
    ),
    ...["ebs", "managedEBSVolume", "configuredAtLaunch", "persistentVolumeClaim", "pvc"],
  ),
  ...about(unsupported("EFS is the only file system that is"), "fsx", "s3", "nfs"),
  ...about(
    needless("EFS is always mounted encrypted, and with the tasks' role"),
    ...["transitEncryption", "encrypted", "iam", "auth"],
  ),
};
