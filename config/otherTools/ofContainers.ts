import { about, here, needless, unsupported, type Words } from "./words";

/** What ECS, Docker and Kubernetes call settings of a container, of a service or a sidecar. */
export const ofContainers: Words = {
  ...about(here("command"), "args", "cmd"),
  ...about(here("memoryMiB", ", in MiB"), "memory", "memLimit", "memoryLimitMiB", "memoryMb"),
  ...about(here("memoryMiB", ", in MiB"), "memorySize", "memoryMax"),
  ...about(
    here("cpu", ", in units: 1024 are one vCPU"),
    ...["cpus", "cpuShares", "cpuUnits", "vcpu", "vcpus", "cpuLimit", "cpuCount"],
  ),
  ...about(
    unsupported("a container has one limit, which is also what is reserved for it: `memoryMiB`"),
    ...[
      "memoryReservation",
      "memReservation",
      "memoryReservationMiB",
      "memorySwap",
      "memswapLimit",
    ],
  ),
  ...about(
    "is not a map here: set `cpu` and `memoryMiB`",
    ...["resources", "limits", "requests", "deployResources"],
  ),
  ...about(here("environment"), "env", "envVars", "variables", "environmentVariables"),
  ...about(
    unsupported(
      "ECS reads such a file whenever a task starts, so that a later task could get other values than those that " +
        "were tested. Write them into `environment`",
    ),
    ...["envFile", "envFiles", "environmentFile", "environmentFiles", "envFrom"],
  ),
  ...about(here("workingDirectory"), "workdir", "workingDir", "cwd"),
  ...about(here("user"), "runAsUser", "uid"),
  ...about(
    "is not a map here: set `user`, `readonlyRootFilesystem` and `droppedCapabilities`",
    "securityContext",
  ),
  ...about(
    here("readonlyRootFilesystem"),
    ...["readOnly", "readonlyRootfs", "readOnlyRootFs", "readOnlyFileSystem"],
  ),
  ...about(here("droppedCapabilities"), "capDrop", "dropCapabilities"),
  ...about(
    unsupported(
      "Fargate grants no capability that Docker doesn't, except SYS_PTRACE. `droppedCapabilities` takes some away",
    ),
    ...["capAdd", "addCapabilities", "addedCapabilities", "capabilities"],
  ),
  ...about(
    unsupported(
      "Fargate allows no privileged containers, and on an instance one could use the permissions of every task there",
    ),
    "privileged",
  ),
  ...about(here("stopSeconds"), "stopTimeout", "stopGracePeriod", "gracePeriodSeconds"),
  ...about(here("stopSeconds"), "terminationGracePeriodSeconds", "killTimeout"),
  ...about(here("repositorySecretArn"), "repositoryCredentials", "credentials"),
  ...about(here("repositorySecretArn"), "imagePullSecret", "imagePullSecrets"),
  ...about(
    needless("a release pins each image by its digest"),
    ...["imagePullPolicy", "pullPolicy", "versionConsistency"],
  ),
  ...about(
    unsupported(
      "images are built and pushed before, for example by CI, and a release only runs them",
    ),
    ...["build", "buildArgs", "dockerfile", "context", "target"],
  ),
  ...about(
    needless("ECS replaces a task when one of its essential containers ends, whatever the reason"),
    ...["restart", "restartPolicy", "restartAttempts"],
  ),
  ...about(
    unsupported("each task has a network interface of its own, where ECS knows no such setting"),
    ...["extraHosts", "hostAliases", "links", "hostname", "domainname", "macAddress"],
    ...["hostNetwork", "disableNetworking"],
  ),
  ...about(
    unsupported("tasks need the resolver of the VPC, which knows the private names of services"),
    ...["dns", "dnsServers", "dnsSearch", "dnsSearchDomains", "dnsPolicy", "dnsConfig"],
  ),
  ...about(
    unsupported("Fargate doesn't have it, and settings mean the same on Fargate and on instances"),
    ...["shmSize", "sharedMemorySize", "devices", "swappiness", "maxSwap", "dockerSecurityOptions"],
    ...["securityOpt", "seccompProfile", "apparmorProfile", "pidsLimit", "oomKillDisable"],
    ...["oomScoreAdj", "groupAdd", "supplementalGroups", "inferenceAccelerators", "isolation"],
  ),
  ...about(
    unsupported("Fargate has no GPUs, and the program's instances start without their drivers"),
    ...["gpu", "gpus", "resourceRequirements", "accelerators"],
  ),
  ...about(
    unsupported("the program leaves kernel parameters as ECS sets them"),
    ...["sysctls", "systemControls"],
  ),
  ...about(
    unsupported("ECS tags tasks, not containers. The environment's `tags` are on every task"),
    ...["labels", "dockerLabels", "annotations", "podAnnotations", "podLabels"],
  ),
  ...about(
    unsupported("tasks start without a terminal. `exec` of the service opens a shell in one"),
    ...["tty", "stdin", "stdinOpen", "interactive", "pseudoTerminal"],
  ),
  ...about(
    needless("a container gets the signal that its image names (STOPSIGNAL), else SIGTERM"),
    ...["stopSignal", "killSignal"],
  ),
};
