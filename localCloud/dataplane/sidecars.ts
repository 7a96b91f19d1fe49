import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Timing } from "../timing";
import { Container } from "./container";
import { cannotPull, type Image } from "./imageStore";
import type { LogStreams } from "./logStreams";
import type { ContainerDefinition, TaskDefinition } from "./taskDefinition";

interface SidecarWorld {
  timing: Timing;
  logDirectory: string;
  logs?: LogStreams;
  /** Undefined if the registry has no such image. */
  pull(reference: string): Image | undefined;
}

interface Running {
  definition: ContainerDefinition;
  container: Container;
}

/** The containers of a task beside the service's own. */
export class Sidecars {
  private readonly running: Running[] = [];

  /** @param ended called when an essential one ends, or has become unhealthy */
  constructor(
    private readonly taskId: string,
    private readonly task: TaskDefinition,
    private readonly world: SidecarWorld,
    private readonly ended: (name: string, how: string) => void,
  ) {}

  /**
   * Starts those that the service's own container waits for, then the others. Returns why the task can't start; null if
   * it can, or has ended meanwhile.
   */
  async start(
    variablesOf: (of: ContainerDefinition) => Record<string, string>,
    signal: AbortSignal,
  ): Promise<string | null> {
    for (const one of this.inOrder()) {
      const image = this.world.pull(one.image);
      if (!image) return cannotPull(one.image);
      const environment = { ...one.environment, ...variablesOf(one) };
      const isReady = await this.startOne(one, image.directory, environment, signal);
      if (signal.aborted) return null;
      if (!isReady) return `Task failed to start (${one.name} never became healthy)`;
    }
    return null;
  }

  /** Gracefully; those that the service's own container has started after, the others, or all. */
  async stop(which?: "before" | "beside"): Promise<void> {
    const chosen = this.running.filter(
      ({ definition }) => which === undefined || this.isBefore(definition) === (which === "before"),
    );
    await Promise.all(
      chosen.map(({ definition, container }) =>
        container.stop(this.world.timing.ms(definition.stopTimeoutSeconds)),
      ),
    );
  }

  /** Without warning. */
  kill(name?: string): void {
    for (const { definition, container } of this.running) {
      if (name === undefined || definition.name === name) container.kill();
    }
  }

  private inOrder(): ContainerDefinition[] {
    const all = [...(this.task.sidecars ?? [])];
    return [
      ...all.filter((one) => this.isBefore(one)),
      ...all.filter((one) => !this.isBefore(one)),
    ];
  }

  /** Resolves once it runs and, if the service's own container waits for that, with whether it is healthy. */
  private async startOne(
    definition: ContainerDefinition,
    directory: string,
    environment: Record<string, string>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { name, log, command, entryPoint, workingDirectory, healthCheck } = definition;
    const logFile = join(this.world.logDirectory, `${this.taskId}-${name}.log`);
    const process = { command, entryPoint, workingDirectory };
    const container = new Container({ directory, environment, logFile, ...process });
    this.running.push({ definition, container });
    if (log) this.world.logs?.open(log.group, `${log.prefix}/${name}/${this.taskId}`, logFile);
    void container.exited.then((how) => {
      if (definition.essential !== false) this.ended(name, how);
    });
    if (!healthCheck) return true;
    const healthy = this.watch(definition, container, signal);
    return this.isBefore(definition) ? healthy : true;
  }

  private isBefore({ name }: ContainerDefinition): boolean {
    return this.task.container.startsAfter?.includes(name) ?? false;
  }

  /**
   * Resolves with true at its first success, and with false if it ended before one. After as many failures in a row as it
   * has retries, it is unhealthy.
   */
  private watch(
    { name, essential, healthCheck }: ContainerDefinition,
    container: Container,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { command, interval, timeout, retries, startPeriod } = healthCheck!;
    const timeoutMs = this.world.timing.checkMs(timeout);
    const startedMs = Date.now();
    return new Promise((resolve) => {
      const look = async () => {
        for (let failures = 0; failures < retries && !signal.aborted;) {
          await sleep(this.world.timing.ms(interval), undefined, { signal });
          if (container.hasEnded) return;
          const isHealthy = await succeeds(container, command.slice(1), timeoutMs, signal);
          if (isHealthy) resolve(true);
          const isEarly = Date.now() - startedMs < this.world.timing.ms(startPeriod);
          failures = isHealthy || isEarly ? 0 : failures + 1;
        }
        if (!signal.aborted && essential !== false)
          this.ended(name, "failed container health checks");
      };
      // Aborted: the task has ended.
      look()
        .catch(() => undefined)
        .finally(() => resolve(false));
    });
  }
}

/** False as well if it takes too long, or there is no such program. */
function succeeds(
  container: Container,
  command: readonly string[],
  timeout: number,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    const { file, args, cwd, env } = container.inside(command);
    const limits = { timeout, signal, killSignal: "SIGKILL" as const };
    const child = spawn(file, args, { cwd, env, stdio: "ignore", ...limits });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  }).catch(() => false);
}
