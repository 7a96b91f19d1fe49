import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { ScaleAnswer } from "./control/appAutoScaling";
import type { AlarmView } from "./alarms";
import type { CallSummary } from "./dataplane/calls";
import type { ServiceDescription } from "./dataplane/deployment";
import type { Fault } from "./faultRoutes";
import type { OperationFault } from "./faults";
import type { CloudOptions } from "./options";
import type { OneOffView, RunTaskAnswer, RunTaskInput } from "./taskRoutes";
import type { ImageView } from "./views/image";
import type { Job, QueueReport } from "./queue/queue";
import type { CloudInfo, EdgeView, LocalAddress } from "./views/info";

export type {
  AlarmView,
  CloudInfo,
  EdgeView,
  Fault,
  ImageView,
  LocalAddress,
  OneOffView,
  RunTaskInput,
  ServiceDescription,
};

/** The local cloud answered with an error, in its words. */
export class CloudRequestError extends Error {
  override name = "CloudRequestError";
}

/** Client of the local cloud's control API (localCloud/routes.ts). */
export class CloudClient {
  constructor(
    readonly controlUrl: string,
    private readonly signal?: AbortSignal,
  ) {}

  info(): Promise<CloudInfo> {
    return this.get("/info");
  }

  /** Where to connect, by the IPv4 address that DNS answers. */
  addresses(): Promise<Record<string, LocalAddress>> {
    return this.get("/addresses");
  }

  edges(): Promise<EdgeView[]> {
    return this.get("/edges");
  }

  image(reference: string, repositoryUri: string): Promise<ImageView> {
    return this.get("/image", { reference, repositoryUri });
  }

  /** Null when the ECS service does not exist. */
  async fleet(cluster: string, service: string): Promise<ServiceDescription | null> {
    const query = { cluster, service };
    const fleet = await this.get<ServiceDescription | { missing: true }>("/fleet", query);
    return "missing" in fleet ? null : fleet;
  }

  /** Requests for the host at the load balancer during the last `windowSeconds`. */
  traffic(
    loadBalancerArn: string,
    host: string,
    windowSeconds: number,
  ): Promise<{ requests: number; windowSeconds: number; lagSeconds: number }> {
    const query = { loadBalancerArn, host, windowSeconds: String(windowSeconds) };
    return this.get("/traffic", query);
  }

  /** Calls between services so far, as the sample service has counted them. */
  calls(): Promise<CallSummary> {
    return this.get("/calls");
  }

  /** Resolves once the queue has them. */
  enqueue(jobs: Job[]): Promise<void> {
    return this.post("/queue/jobs", { jobs });
  }

  /** What became of the jobs so far, and who worked on them. */
  queue(): Promise<QueueReport> {
    return this.get("/queue");
  }

  /**
   * Scales an ECS service as its scaling policy would that wants `desired` tasks. Answers the count it has
   * now, and why that is not what was wanted; empty when it is.
   */
  scale(cluster: string, service: string, desired: number): Promise<ScaleAnswer> {
    return this.post("/scale", { cluster, service, desired });
  }

  /** Secrets that tasks have been given, by ARN: none of these may appear anywhere else. */
  secrets(): Promise<Record<string, string>> {
    return this.get("/secrets");
  }

  /** The alarms of these names that exist. */
  alarms(names: readonly string[]): Promise<AlarmView[]> {
    return this.get(
      "/alarms",
      names.map((name): [string, string] => ["name", name]),
    );
  }

  /** Every resource there is, by type and logical name. */
  resources(): Promise<{ type: string; name: string }[]> {
    return this.get("/resources");
  }

  /** Starts a task by itself, unless one was started for its key. */
  runTask(input: RunTaskInput): Promise<RunTaskAnswer> {
    return this.post("/tasks", input);
  }

  /** Null when the cloud knows no such task. */
  async task(of: { key: string } | { taskId: string }): Promise<OneOffView | null> {
    const task = await this.get<OneOffView | { missing: true }>("/tasks", of);
    return "missing" in task ? null : task;
  }

  stopTask(taskId: string, reason: string): Promise<void> {
    return this.post("/tasks/stop", { taskId, reason });
  }

  /** The end of what the task has written. */
  async taskOutput(taskId: string): Promise<string> {
    return (await this.get<{ output: string }>("/tasks/output", { taskId })).output;
  }

  /** Pushes an image: a directory with a `server.cjs`. `repository` is a name or a URI. */
  push(
    repository: string,
    tag: string,
    directory: string,
  ): Promise<{ digest: string; uri: string }> {
    return this.post("/images", { repository, tag, directory });
  }

  /** Answers the fault's id when it is one that waits for an operation, and the target that it killed. */
  fault(fault: Fault): Promise<{ id?: string; target?: string }> {
    return this.post("/faults", fault);
  }

  faults(): Promise<(OperationFault & { id: string; reached: boolean })[]> {
    return this.get("/faults");
  }

  /** Lets a held operation go on, or drops it without effect. */
  releaseFault(id: string, outcome: "go on" | "drop"): Promise<void> {
    return this.post("/faults/release", { id, outcome });
  }

  clearFaults(): Promise<void> {
    return this.post("/faults/clear", {});
  }

  private get<Answer>(
    path: string,
    query: Record<string, string> | [string, string][] = {},
  ): Promise<Answer> {
    const url = new URL(path, this.controlUrl);
    url.search = new URLSearchParams(query).toString();
    // A question may be asked again, as AWS's SDK does: who slept finds its connections closed.
    return this.ask<Answer>(url, {}).catch((error: unknown) => {
      if (error instanceof CloudRequestError || this.signal?.aborted) throw error;
      return this.ask<Answer>(url, {});
    });
  }

  private post<Answer>(path: string, body: object): Promise<Answer> {
    return this.ask(new URL(path, this.controlUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  private async ask<Answer>(url: URL, init: RequestInit): Promise<Answer> {
    const response = await fetch(url, { ...init, signal: this.signal ?? null });
    const answer = (await response.json()) as Answer & { error?: string };
    if (response.ok) return answer;
    throw new CloudRequestError(answer.error ?? `the local cloud answered ${response.status}`);
  }
}

/** A local cloud that this process started. */
export interface RunningCloud {
  client: CloudClient;
  info: CloudInfo;
  /** `BLUEGREEN_LOCAL_CLOUD` and `PULUMI_DEBUG_PROVIDERS`, for the deployer and the engine. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

export type StartOptions = Partial<CloudOptions> & { port?: number };

/**
 * Starts a local cloud as a child. It also ends when this process does, but not by a terminal's Ctrl-C:
 * what an engine has in flight is to find its cloud.
 */
export async function startCloud(options: StartOptions = {}): Promise<RunningCloud> {
  const child = spawn(process.execPath, ["--require", typescript, main, ...toFlags(options)], {
    cwd: join(__dirname, ".."),
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const client = new CloudClient(await controlUrlOf(child));
  const info = await client.info();
  const { aws, awsx } = info.providers;
  return {
    client,
    info,
    environment: {
      BLUEGREEN_LOCAL_CLOUD: info.controlUrl,
      PULUMI_DEBUG_PROVIDERS: `aws:${aws},awsx:${awsx}`,
    },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

const main = join(__dirname, "main.ts");
const typescript = join(__dirname, "../bin/typescript.cjs");

/** The cloud says where it is once it serves. */
function controlUrlOf(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(child.stdout).once("line", (line) =>
      resolve((JSON.parse(line) as { controlUrl: string }).controlUrl),
    );
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new CloudRequestError(`the local cloud ended at its start (exit code ${code})`)),
    );
  });
}

function toFlags({ stateDirectory, ...options }: StartOptions): string[] {
  const flags = Object.entries({ ...options, stateDir: stateDirectory })
    .filter(([, value]) => value !== undefined)
    .flatMap(([key, value]) => [`--${kebab(key)}`, String(value)]);
  return [...flags, "--stop-with-parent"];
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
