import { ofContainers } from "./ofContainers";
import { ofTasks } from "./ofTasks";
import { about, here, needless, unsupported, type Words } from "./words";

const scaled = here("size", ": a number of tasks, or `{ min, max, target }`");
const rolled =
  "a release starts a whole fleet beside the one that serves, and replaces no task of that one";

const howMany: Words = {
  ...about(here("size"), "replicas", "desiredCount", "count", "instances", "scale", "taskCount"),
  ...about(scaled, "autoscaling", "scaling", "range", "minCapacity", "maxCapacity"),
  ...about(scaled, "minTasks", "maxTasks", "minReplicas", "maxReplicas", "hpa"),
  ...about(here("compute"), "launchType", "requiresCompatibilities"),
  ...about(here("capacity"), "spot", "capacityProvider", "capacityProviders", "fargateSpot"),
  ...about(here("capacity"), "capacityProviderStrategy", "capacityProviderStrategies"),
  ...about(here("architecture"), "platform", "runtimePlatform", "cpuArchitecture", "arch"),
  ...about(
    unsupported("tasks run Linux"),
    ...["operatingSystemFamily", "osFamily", "os", "credentialSpecs"],
  ),
  ...about(
    needless(
      "the program spreads a fleet's tasks over the Availability Zones, then over instances",
    ),
    ...["placement", "placementStrategy", "placementStrategies", "orderedPlacementStrategies"],
    ...["placementConstraints", "availabilityZoneRebalancing", "nodeSelector", "affinity"],
    ...["orderedPlacementStrategy", "tolerations", "topologySpreadConstraints", "podAntiAffinity"],
    ...["priorityClassName"],
    ...["constraint", "constraints", "spread"],
  ),
  ...about(
    unsupported("a fleet has as many tasks as `size` says, wherever they run"),
    ...["schedulingStrategy", "daemon", "daemonSet"],
  ),
  ...about(
    needless("Fargate runs tasks on its latest platform version"),
    ...["platformVersion", "fargatePlatformVersion"],
  ),
  ...about(
    needless("tasks get the environment's `tags`"),
    ...["propagateTags", "enableEcsManagedTags", "enableManagedTags"],
  ),
  ...about(here("ephemeralGiB"), "ephemeralStorage", "ephemeralStorageGiB"),
};

const howReached: Words = {
  ...about(here("port"), "ports", "portMappings", "containerPort", "targetPort", "expose"),
  ...about(here("kind", ": `api` or `worker`"), "type", "serviceType"),
  ...about(here("public", ": `false` for a private service"), "private", "internal", "visibility"),
  ...about("is a setting of the environment: `hostedZone`", "hostedZone", "domainZone", "zone"),
  ...about(here("hosts"), "alias", "aliases", "domainNames", "hostnames", "ingress", "http"),
  ...about(
    unsupported(
      "each service has names of its own, since a release moves a name to the other load balancer. Set `hosts`",
    ),
    ...[
      "path",
      "paths",
      "pathPattern",
      "pathPatterns",
      "route",
      "routes",
      "rules",
      "listenerRules",
    ],
    ...["rulePriority", "priority"],
  ),
  ...about(
    unsupported("services are behind Application Load Balancers, whose names a release moves"),
    ...["nlb", "tcp", "udp", "apiGateway"],
  ),
  ...about(here("stickySeconds"), "sticky", "stickiness", "sessionAffinity", "sessionStickiness"),
  ...about(here("deregistrationSeconds"), "deregistrationDelay", "deregistrationDelaySeconds"),
  ...about(here("slowStartSeconds"), "slowStart", "slowStartDuration"),
  ...about(here("longestRequestSeconds"), "timeout", "requestTimeout", "responseTimeout"),
  ...about(here("healthCheck"), "livenessProbe", "readinessProbe", "healthchecks", "probes"),
  ...about(here("healthCheck"), "healthCheckConfiguration"),
  ...about(
    here("startSeconds", ": how long a candidate may take to become healthy"),
    ...["startupProbe", "startTimeout", "gracePeriod", "healthCheckGracePeriod"],
    ...["healthCheckGracePeriodSeconds", "startPeriod"],
  ),
  ...about(
    unsupported(
      "`calls` names the services that this one calls, and gives it the private name of each",
    ),
    ...["serviceConnect", "serviceDiscovery", "serviceRegistries", "cloudMap", "appMesh", "mesh"],
    ...["proxyConfiguration", "vpcLattice", "serviceConnectConfiguration", "cloudMapOptions"],
    ...["vpcLatticeConfigurations", "consul"],
  ),
  ...about(
    unsupported(
      "services start independently of each other. `calls` gives this one the names of those that it calls",
    ),
    ...["dependsOn", "links"],
  ),
};

const howPlaced: Words = {
  ...about(here("init"), "initProcess", "initProcessEnabled", "tini"),
  ...about("is not a map here: set `init` and `droppedCapabilities`", "linuxParameters"),
  ...about(
    "is a setting of the environment: `network`",
    ...[
      "networks",
      "network",
      "networkMode",
      "networkConfiguration",
      "vpc",
      "subnets",
      "subnetIds",
    ],
  ),
  ...about(
    needless(
      "each service has a security group of its own, which a program of yours can refer to (docs/own-program.md)",
    ),
    ...["securityGroups", "securityGroupIds", "securityGroup"],
  ),
  ...about(
    unsupported("tasks run in private subnets, and only load balancers have public addresses"),
    ...["assignPublicIp", "publicIp", "elasticIp"],
  ),
  ...about(here("roleArn"), "taskRole", "taskRoleArn", "serviceAccount", "serviceAccountName"),
  ...about(here("permissions", ", and `policyArns` for whole policies"), "iam", "policies"),
  ...about(
    here("permissions", ", and `policyArns` for whole policies"),
    "taskPolicies",
    "iamPolicy",
  ),
  ...about(
    needless(
      "the environment makes it, with the rights to the images, secrets and logs of this service alone",
    ),
    ...["executionRole", "executionRoleArn", "taskExecutionRole", "taskExecutionRoleArn"],
  ),
  ...about(here("sidecars"), "containers", "containerDefinitions", "initContainers"),
  ...about(
    "is not a map here: its parts are settings of the service itself, such as `port`, `cpu` and `sidecars`",
    ...["taskDefinition", "taskDef", "task", "container", "spec", "template"],
  ),
  ...about(
    unsupported("what shapes tasks is recorded with each release, and a patch of it would not be"),
    ...["overrides", "taskdefOverrides", "patches", "transform", "transforms"],
  ),
  ...about(
    unsupported("a service can't inherit settings; write them out in full"),
    ...["extends", "inherits", "base", "defaults", "<<"],
  ),
  ...about(here("volumes"), "mounts", "mountPoints", "volumeMounts", "storage", "efs", "tmpfs"),
  ...about(here("volumes"), "volumeConfigurations", "extraVolumes", "extraVolumeMounts"),
  ...about(
    "goes to a sidecar with `logRouter`, and `logs` says where that sends it (docs/sidecars.md)",
    ...["logging", "logConfiguration", "logDriver", "firelens", "splunk"],
    ...["firelensConfiguration", "awslogs"],
  ),
  ...about(
    "is the work of a sidecar (docs/sidecars.md)",
    "observability",
    "tracing",
    "xray",
    "otel",
  ),
  ...about("is a setting of the environment: `logRetentionDays`", "logRetention"),
  ...about("is a setting of the environment: `logRetentionDays`", "logRetentionInDays"),
  ...about(here("exec"), "enableExecuteCommand", "executeCommand", "ecsExec", "shell"),
  ...about(here("schedules"), "cron", "cronJobs", "jobs", "scheduledTasks", "on"),
  ...about(
    unsupported(
      "describe queues, topics and databases in a program of yours (docs/own-program.md)",
    ),
    ...["publish", "subscribe", "topics", "queues", "database", "databases", "addons", "bucket"],
    ...["deadLetterQueue", "dlq", "triggers", "event"],
  ),
};

const howReleased: Words = {
  ...about(
    "comes with a release: `bluegreen deploy --stack <stack> --service <name> --image <image>`",
    ...["image", "tag", "imageTag", "imageUri", "version"],
  ),
  ...about(here("repository"), "imageRepository", "registry", "ecr"),
  ...about(
    unsupported(rolled),
    ...["deployment", "deploymentConfiguration", "deploymentController", "strategy", "rolling"],
    ...["minimumHealthyPercent", "maximumPercent", "maxSurge", "maxUnavailable", "updateConfig"],
    ...["deploymentMinimumHealthyPercent", "deploymentMaximumPercent", "deploymentCircuitBreaker"],
    ...["circuitBreaker", "rollingUpdate", "updateStrategy", "rollbackConfig", "update", "migrate"],
    ...["minHealthyPercent", "maxHealthyPercent", "podDisruptionBudget", "pdb"],
    ...["deploymentPreference", "autoPublishAlias"],
  ),
  ...about(here("canary"), "weight", "weights", "traffic", "trafficSplit", "trafficShifting"),
  ...about(here("canary"), "linear", "rollout"),
  ...about(
    needless("every release waits until all of its tasks are healthy"),
    ...["waitForSteadyState", "minReadySeconds", "forceNewDeployment"],
  ),
  ...about(here("alarms"), "rollbackAlarms", "deploymentAlarms", "cloudwatchAlarms"),
  ...about(here("hooks"), "lifecycleHooks", "preStop", "postStart", "lifecycle"),
  ...about(here("checks", " (requests), and `test` (a command of yours)"), "smokeTest", "tests"),
  ...about(
    "is a setting of the environment: `drain`",
    ...["bakeTime", "bakeTimeInMinutes", "terminationWaitTime", "terminationWaitTimeInMinutes"],
  ),
  ...about(
    unsupported("each environment is a stack, with settings in a `Pulumi.<stack>.yaml` of its own"),
    ...["environments", "stages", "profiles"],
  ),
};

/** What copilot, compose files, ECS, CDK, Terraform and Kubernetes call settings of a service. */
export const ofServices: Words = {
  ...ofTasks,
  ...ofContainers,
  ...howMany,
  ...howReached,
  ...howPlaced,
  ...howReleased,
};

/** The same of a container beside the service's own. */
export const ofSidecars: Words = {
  ...ofContainers,
  ...about(here("droppedCapabilities"), "linuxParameters"),
  ...about(
    unsupported(
      "the containers of a task share `localhost`, and no load balancer reaches a sidecar",
    ),
    ...["port", "ports", "portMappings", "containerPort", "expose", "protocol"],
  ),
  ...about(here("startFirst", ", on the container that the service waits for"), "dependsOn"),
  ...about(here("mounts"), "mountPoints", "volumeMounts", "volumes", "volumesFrom"),
  ...about(here("logRouter"), "firelensConfiguration", "firelens"),
  ...about(
    needless("what a sidecar writes is in CloudWatch Logs, in the service's log group"),
    ...["logging", "logConfiguration", "logDriver", "logs"],
  ),
  ...about(
    needless("all containers of a task have the service's permissions"),
    ...["permissions", "policyArns", "roleArn", "taskRoleArn"],
  ),
};
