import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";

export interface ContainerOptions {
  /** Directory of the image. */
  directory: string;
  environment: Record<string, string>;
  /** File that takes its output. */
  logFile: string;
}

/** A running image: `node server.cjs` in its directory, with nothing of the cloud's environment. */
export class Container {
  readonly exited: Promise<string>;
  private readonly child: ChildProcess;

  constructor({ directory, environment, logFile }: ContainerOptions) {
    const log = openSync(logFile, "a");
    const guard = join(__dirname, "containerGuard.cjs");
    this.child = spawn(process.execPath, ["--require", guard, join(directory, "server.cjs")], {
      cwd: directory,
      env: environment,
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    this.exited = new Promise((resolve) => {
      this.child.once("error", (error) => resolve(error.message));
      this.child.once("exit", (code, signal) =>
        resolve(signal ?? `exit code ${code ?? "unknown"}`),
      );
    });
  }

  /** SIGTERM, and SIGKILL when that is not obeyed in time. */
  async stop(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), timeoutMs);
    this.child.kill("SIGTERM");
    await this.exited;
    clearTimeout(timer);
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }
}
