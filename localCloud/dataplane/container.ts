import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";

export interface ContainerOptions {
  /** Directory of the image. */
  directory: string;
  environment: Record<string, string>;
  /** File that receives its output. */
  logFile: string;
  /**
   * Runs in place of `node server.cjs`; its program must be `node` too, since an image here has no
   * other.
   */
  command?: readonly string[];
}

/** A running image: `node server.cjs` in its directory, without any of the cloud's environment. */
export class Container {
  /** How it ended, such as `exit code 1`. */
  readonly exited: Promise<string>;
  /** Null while it runs, and if a signal ended it. */
  exitCode: number | null = null;
  private readonly child: ChildProcess;

  constructor({ directory, environment, logFile, command }: ContainerOptions) {
    const [program, ...words] = command ?? ["node", join(directory, "server.cjs")];
    if (program !== "node") {
      throw new Error(`exec: "${program}": executable file not found in $PATH`);
    }
    const log = openSync(logFile, "a");
    const guard = join(__dirname, "containerGuard.cjs");
    this.child = spawn(process.execPath, ["--require", guard, ...words], {
      cwd: directory,
      env: environment,
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    this.exited = new Promise((resolve) => {
      this.child.once("error", (error) => resolve(error.message));
      this.child.once("exit", (code, signal) => {
        this.exitCode = code;
        resolve(signal ?? `exit code ${code ?? "unknown"}`);
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** SIGTERM, then SIGKILL if it does not end in time. */
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
