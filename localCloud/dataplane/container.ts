import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join, normalize } from "node:path";
import { execPath } from "node:process";

export interface ContainerOptions {
  /** Directory of the image. */
  directory: string;
  environment: Record<string, string>;
  /** File that receives its output. */
  logFile: string;
  /** Runs in place of `node server.cjs`, which is the command of every image here; none has an entry point. */
  command?: readonly string[] | undefined;
  /** Comes before the command; without a command of its own, the image's one goes. */
  entryPoint?: readonly string[] | undefined;
  /** Absolute path in the image; it is created if the image does not have it. */
  workingDirectory?: string | undefined;
}

function commandLine(
  directory: string,
  { command, entryPoint }: Pick<ContainerOptions, "command" | "entryPoint">,
): readonly string[] {
  const ofImage = entryPoint ? [] : ["node", join(directory, "server.cjs")];
  return [...(entryPoint ?? []), ...(command ?? ofImage)];
}

/** A process in a container, as whoever starts it has to. */
export interface ProcessInside {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** A running image: `node server.cjs` in its directory, without any of the cloud's environment. */
export class Container {
  /** How it ended, such as `exit code 1`. */
  readonly exited: Promise<string>;
  /** Null while it runs, and if a signal ended it. */
  exitCode: number | null = null;
  hasEnded = false;
  private readonly child: ChildProcess;

  constructor(private readonly options: ContainerOptions) {
    const { directory, environment, logFile, ...process } = options;
    const [program, ...words] = commandLine(directory, process);
    // An image here has no other.
    if (program !== "node") {
      throw new Error(`exec: "${program}": executable file not found in $PATH`);
    }
    // Whatever the path says, it stays in the image.
    const cwd = join(directory, normalize(process.workingDirectory ?? "/"));
    mkdirSync(cwd, { recursive: true });
    const log = openSync(logFile, "a");
    const guard = join(__dirname, "containerGuard.cjs");
    this.child = spawn(execPath, ["--require", guard, ...words], {
      cwd,
      env: environment,
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    this.exited = new Promise((resolve) => {
      this.child.once("error", (error) => resolve(error.message));
      this.child.once("exit", (code, signal) => {
        this.exitCode = code;
        this.hasEnded = true;
        resolve(signal ?? `exit code ${code ?? "unknown"}`);
      });
    });
  }

  /** Beside the image's own program there is a shell. Throws if the command is another one. */
  inside([program = "", ...args]: readonly string[]): ProcessInside {
    const programs = new Map([
      ["node", execPath],
      ...["sh", "/bin/sh"].map((name) => [name, "/bin/sh"] as const),
    ]);
    const file = programs.get(program);
    if (file === undefined) {
      throw new Error(`exec: "${program}": executable file not found in $PATH`);
    }
    const { directory, environment: env } = this.options;
    return { file, args, cwd: directory, env };
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** SIGTERM, then SIGKILL if it does not end in time. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.hasEnded) return;
    const timer = setTimeout(() => this.kill(), timeoutMs);
    this.child.kill("SIGTERM");
    await this.exited;
    clearTimeout(timer);
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }
}
