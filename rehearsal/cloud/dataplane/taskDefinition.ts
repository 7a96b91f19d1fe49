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
  /** Where it listens, inside and on the instance, where 0 lets ECS choose one; null: nowhere. */
  port: { container: number; host: number } | null;
  environment: Record<string, string>;
  /** Variables whose values are read as a task starts. */
  secrets: { name: string; valueFrom: string }[];
  /** Between SIGTERM and SIGKILL. */
  stopTimeoutSeconds: number;
}
