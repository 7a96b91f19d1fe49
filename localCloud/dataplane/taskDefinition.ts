/** The part of a task definition that a task needs to run. */
export interface TaskDefinition {
  arn: string;
  networkMode: "awsvpc" | "bridge" | "host";
  /** The role with which ECS reads secrets. */
  executionRoleArn: string | undefined;
  /** The role of its code; absent: none. */
  taskRoleArn?: string | undefined;
  container: ContainerDefinition;
  /** Absent: none. */
  sidecars?: readonly ContainerDefinition[];
  /** Absent: none. */
  volumes?: readonly Volume[];
}

/** A folder of each task, or a file system of EFS that all have in common. */
export interface Volume {
  name: string;
  efs?: { fileSystemId: string; accessPointId: string | undefined };
}

export interface ContainerDefinition {
  name: string;
  /** `repository@sha256:...` or `repository:tag`. */
  image: string;
  /**
   * What it listens on; null: nothing. `hostPort` is the port on the instance, and 0 lets ECS choose
   * one.
   */
  port: { containerPort: number; hostPort: number } | null;
  environment: Record<string, string>;
  /** Variables whose values are read when a task starts. */
  secrets: { name: string; valueFrom: string }[];
  /** Absent: none. Nothing here keeps anybody from writing to one that is read-only. */
  mounts?: readonly { volume: string; path: string }[];
  /** Whether its end ends the task; absent: yes. */
  essential?: boolean;
  /** Names of containers that start before it; absent: none. Those with a health check are healthy before it starts. */
  startsAfter?: readonly string[];
  /** In AWS seconds. */
  healthCheck?: {
    command: readonly ["CMD", string, ...string[]];
    interval: number;
    timeout: number;
    retries: number;
    startPeriod: number;
  };
  /** Instead of the image's command. */
  command?: readonly string[];
  /** Instead of the image's entry point, and then without the image's command. */
  entryPoint?: readonly string[];
  /** Nothing in the image can be written. */
  hasReadonlyRoot?: boolean;
  /** Absolute path in the image; absent: its root. */
  workingDirectory?: string;
  /** Log group and prefix of its log streams; absent: its output is in no log. */
  log?: { group: string; prefix: string };
  /** Options of its log router that are read when a task starts; absent: none. */
  logSecrets?: readonly { name: string; valueFrom: string }[];
  /** Time between SIGTERM and SIGKILL. */
  stopTimeoutSeconds: number;
}
