import { about, here, needless, unsupported, type Words } from "./words";

const oneWay =
  "load balancers pass requests on as they come. Let the service do it, or a proxy beside it as a sidecar";

/** What task definitions, pods, Helm charts and functions have around a container. */
export const ofTasks: Words = {
  ...about(
    needless("a service's name is its key in `services`"),
    ...["name", "serviceName", "containerName", "family", "fullnameOverride", "nameOverride"],
  ),
  ...about(
    "is not a map here: its parts are settings of the service itself, such as `port`, `cpu` and `sidecars`",
    ...["pod", "podSpec", "podTemplate", "metadata", "selector", "service", "group"],
    ...["apiVersion", "taskImageOptions", "instanceConfiguration", "sourceConfiguration"],
  ),
  ...about("is not a map here: set `size`, `cpu` and `memoryMiB`", "deploy"),
  ...about(
    unsupported("the containers of a task share their network, but no processes and no memory"),
    ...["pid", "pidMode", "hostPid", "shareProcessNamespace", "ipc", "ipcMode", "hostIpc"],
    ...["usernsMode", "userNamespace", "cgroup", "cgroupParent"],
  ),
  ...about(
    needless("a task ends when the service's own container ends"),
    ...["essential", "leader"],
  ),
  ...about(
    unsupported("files come with the image or from `volumes`, and values from `environment`"),
    ...["configs", "configMap", "configMaps", "config", "dotenv"],
  ),
  ...about(
    unsupported("ECS reads `secrets` from parameters of SSM and from Secrets Manager"),
    ...["vault", "externalSecrets", "secretKeyRef"],
  ),
  ...about(here("secrets"), "runtimeEnvironmentSecrets", "secretRef", "ssm", "secretsManager"),
  ...about(here("environment"), "runtimeEnvironmentVariables", "extraEnv", "extraEnvVars"),
  ...about(here("permissions"), "iamRoleStatements", "iamStatements"),
  ...about(here("size"), "replicaCount"),
  ...about(
    here("size", ": a number of tasks, or `{ min, max, target }`"),
    ...["autoScalingConfiguration", "autoScaler", "horizontalPodAutoscaler", "keda"],
  ),
  ...about(here("protocol"), "protocolVersion", "targetProtocol", "appProtocol", "http2", "grpc"),
  ...about(here("public"), "publicLoadBalancer", "internetFacing", "scheme"),
  ...about(here("startSeconds"), "progressDeadlineSeconds", "healthyDeadline"),
  ...about(
    needless("the load balancers listen on port 443, and redirect from port 80"),
    ...["listenerPort", "listener", "redirectHttp", "httpsRedirect"],
  ),
  ...about(
    needless("the program chooses AWS's recommended policy, with TLS 1.2 and 1.3"),
    ...["sslPolicy", "tls"],
  ),
  ...about(
    "is a setting of the environment: `loadBalancers`",
    ...["loadBalancer", "alb", "elb", "idleTimeout", "openListener", "waf", "webAcl", "ipv6"],
    ...["allowedSourceIps", "ingressCidrs"],
  ),
  ...about(
    "is a setting of the environment: `certificateArns`",
    ...["certificate", "certificates", "certificateArn", "acm"],
  ),
  ...about("is a setting of the environment: `network`", "vpcConfig", "vpcSubnets", "placementVpc"),
  ...about(
    unsupported(oneWay),
    ...["auth", "authenticate", "cognito", "oidc", "cors", "rateLimit", "rewrite", "basicAuth"],
  ),
  ...about(
    unsupported("tasks run containers on ECS, and nothing runs on Lambda"),
    ...["handler", "runtime", "layers", "events", "provisionedConcurrency", "reservedConcurrency"],
  ),
  ...about(needless("ECS runs the containers"), "driver", "engine"),
  ...about(
    unsupported("tasks are not set up for AWS Fault Injection Service"),
    "enableFaultInjection",
  ),
  ...about(
    needless("a service has two fleets, blue and green, and no older ones"),
    ...["revisionHistoryLimit", "versions"],
  ),
};
