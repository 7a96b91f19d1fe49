/** What of a task definition a task needs to run. */
export interface TaskDefinition {
  arn: string;
  networkMode: "awsvpc" | "bridge" | "host";
  container: ContainerDefinition;
}

export interface ContainerDefinition {
  name: string;
  /** `repository@sha256:...` or `repository:tag`. */
  image: string;
  containerPort: number;
  /** Port on the instance; 0 lets ECS choose one. */
  hostPort: number;
  environment: Record<string, string>;
  /** Between SIGTERM and SIGKILL. */
  stopTimeoutSeconds: number;
}
