/** What of a task definition a task needs to run. */
export interface TaskDefinition {
  arn: string;
  networkMode: "awsvpc" | "bridge" | "host";
  /** Who ECS is when it reads secrets. */
  executionRoleArn: string | undefined;
  container: ContainerDefinition;
}

export interface ContainerDefinition {
  name: string;
  /** `repository@sha256:...` or `repository:tag`. */
  image: string;
  /** What it listens on; null: on nothing. `hostPort` is that on the instance, 0 lets ECS choose one. */
  port: { containerPort: number; hostPort: number } | null;
  environment: Record<string, string>;
  /** Variables whose values are read as a task starts. */
  secrets: { name: string; valueFrom: string }[];
  /** Between SIGTERM and SIGKILL. */
  stopTimeoutSeconds: number;
}
