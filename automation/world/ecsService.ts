/** The parts of an ECS service of somebody else that settings are read from, named as AWS's API names them. */
export interface EcsService {
  service: {
    desiredCount?: number | undefined;
    launchType?: string | undefined;
    capacityProviderStrategy?: readonly { capacityProvider?: string | undefined }[] | undefined;
    healthCheckGracePeriodSeconds?: number | undefined;
    enableExecuteCommand?: boolean | undefined;
    serviceRegistries?: readonly object[] | undefined;
    serviceConnected?: boolean | undefined;
    loadBalancers?: readonly EcsLoadBalancer[] | undefined;
  };
  taskDefinition: EcsTaskDefinition;
  /** Of the first of its load balancers' target groups; undefined: it has none. */
  targetGroup: EcsTargetGroup | undefined;
}

export interface EcsLoadBalancer {
  targetGroupArn?: string | undefined;
  containerName?: string | undefined;
  containerPort?: number | undefined;
}

export interface EcsTaskDefinition {
  cpu?: string | undefined;
  memory?: string | undefined;
  taskRoleArn?: string | undefined;
  pidMode?: string | undefined;
  ipcMode?: string | undefined;
  proxyConfiguration?: object | undefined;
  runtimePlatform?:
    | { cpuArchitecture?: string | undefined; operatingSystemFamily?: string | undefined }
    | undefined;
  ephemeralStorage?: { sizeInGiB?: number | undefined } | undefined;
  volumes?: readonly EcsVolume[] | undefined;
  containerDefinitions?: readonly EcsContainer[] | undefined;
}

export interface EcsVolume {
  name?: string | undefined;
  host?: { sourcePath?: string | undefined } | undefined;
  efsVolumeConfiguration?:
    | {
        fileSystemId?: string | undefined;
        rootDirectory?: string | undefined;
        authorizationConfig?: { accessPointId?: string | undefined } | undefined;
      }
    | undefined;
  dockerVolumeConfiguration?: object | undefined;
  fsxWindowsFileServerVolumeConfiguration?: object | undefined;
  configuredAtLaunch?: boolean | undefined;
}

export interface EcsContainer {
  name?: string | undefined;
  image?: string | undefined;
  repositoryCredentials?: { credentialsParameter?: string | undefined } | undefined;
  cpu?: number | undefined;
  memory?: number | undefined;
  memoryReservation?: number | undefined;
  essential?: boolean | undefined;
  command?: readonly string[] | undefined;
  entryPoint?: readonly string[] | undefined;
  user?: string | undefined;
  workingDirectory?: string | undefined;
  environment?: readonly { name?: string | undefined; value?: string | undefined }[] | undefined;
  secrets?: readonly { name?: string | undefined; valueFrom?: string | undefined }[] | undefined;
  ulimits?:
    | readonly {
        name?: string | undefined;
        softLimit?: number | undefined;
        hardLimit?: number | undefined;
      }[]
    | undefined;
  mountPoints?:
    | readonly {
        sourceVolume?: string | undefined;
        containerPath?: string | undefined;
        readOnly?: boolean | undefined;
      }[]
    | undefined;
  dependsOn?:
    readonly { containerName?: string | undefined; condition?: string | undefined }[] | undefined;
  healthCheck?:
    | {
        command?: readonly string[] | undefined;
        interval?: number | undefined;
        timeout?: number | undefined;
        retries?: number | undefined;
        startPeriod?: number | undefined;
      }
    | undefined;
  linuxParameters?:
    | {
        capabilities?:
          { add?: readonly string[] | undefined; drop?: readonly string[] | undefined } | undefined;
        initProcessEnabled?: boolean | undefined;
        devices?: readonly object[] | undefined;
        tmpfs?: readonly object[] | undefined;
        sharedMemorySize?: number | undefined;
        maxSwap?: number | undefined;
      }
    | undefined;
  logConfiguration?: { logDriver?: string | undefined } | undefined;
  firelensConfiguration?: object | undefined;
  portMappings?:
    | readonly {
        containerPort?: number | undefined;
        /** Instead of one port, such as `7000-7010`. */
        containerPortRange?: string | undefined;
      }[]
    | undefined;
  stopTimeout?: number | undefined;
  readonlyRootFilesystem?: boolean | undefined;
  privileged?: boolean | undefined;
  [other: string]: unknown;
}

export interface EcsTargetGroup {
  Protocol?: string | undefined;
  ProtocolVersion?: string | undefined;
  HealthCheckProtocol?: string | undefined;
  HealthCheckPath?: string | undefined;
  HealthCheckPort?: string | undefined;
  HealthCheckIntervalSeconds?: number | undefined;
  HealthCheckTimeoutSeconds?: number | undefined;
  HealthyThresholdCount?: number | undefined;
  UnhealthyThresholdCount?: number | undefined;
  Matcher?: { HttpCode?: string | undefined; GrpcCode?: string | undefined } | undefined;
  /** By name, such as `stickiness.enabled`. */
  attributes: Readonly<Record<string, string>>;
}

/** Reads an ECS service that this project did not make. */
export type ReadEcsService = (cluster: string, service: string) => Promise<EcsService>;
