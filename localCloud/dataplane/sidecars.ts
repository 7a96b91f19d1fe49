import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Timing } from "../timing";
import { Container } from "./container";
import type { LogStreams } from "./logStreams";
import type { ContainerDefinition, TaskDefinition } from "./taskDefinition";

interface SidecarWorld {
  timing: Timing;
  logDirectory: string;
  logs?: LogStreams;
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

  /** Those that the service's own container starts after come first. */
  inOrder(): ContainerDefinition[] {
    const all = [...(this.task.sidecars ?? [])];
    return [
      ...all.filter((one) => this.isBefore(one)),
      ...all.filter((one) => !this.isBefore(one)),
    ];
  }

  /** Settles once it runs and, if the service's own container waits for that, is healthy. */
  async start(
    definition: ContainerDefinition,
    directory: string,
    environment: Record<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { name, log, command, entryPoint, workingDirectory, healthCheck } = definition;
    const logFile = join(this.world.logDirectory, `${this.taskId}-${name}.log`);
    const process = { command, entryPoint, workingDirectory };
    const container = new Container({ directory, environment, logFile, ...process });
    this.running.push({ definition, container });
    if (log) this.world.logs?.open(log.group, `${log.prefix}/${name}/${this.taskId}`, logFile);
    void container.exited.then((how) => {
      if (definition.essential !== false) this.ended(name, how);
    });
    if (!healthCheck) return;
    const healthy = this.watch(definition, container, signal);
    if (this.isBefore(definition)) await healthy;
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

  private isBefore({ name }: ContainerDefinition): boolean {
    return this.task.container.startsAfter?.includes(name) ?? false;
  }

  /** Settles with its first success; after as many failures in a row as it has retries, it is unhealthy. */
  private watch(
    { name, essential, healthCheck }: ContainerDefinition,
    container: Container,
    signal: AbortSignal,
  ): Promise<void> {
    const { command, interval, retries, startPeriod } = healthCheck!;
    const startedMs = Date.now();
    return new Promise((resolve) => {
      const look = async () => {
        for (let failures = 0; failures < retries && !signal.aborted;) {
          await sleep(this.world.timing.ms(interval), undefined, { signal });
          if (container.hasEnded) return;
          const isHealthy = await succeeds(container, command.slice(1));
          if (isHealthy) resolve();
          const isEarly = Date.now() - startedMs < this.world.timing.ms(startPeriod);
          failures = isHealthy || isEarly ? 0 : failures + 1;
        }
        if (!signal.aborted && essential !== false)
          this.ended(name, "failed container health checks");
      };
      // Aborted: the task has ended.
      look()
        .catch(() => undefined)
        .finally(resolve);
    });
  }
}

function succeeds(container: Container, command: readonly string[]): Promise<boolean> {
  const { file, args, cwd, env } = container.inside(command);
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: "ignore" });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
