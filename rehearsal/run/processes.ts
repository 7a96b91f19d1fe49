import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessOptions {
  env?: NodeJS.ProcessEnv;
  /** Opens an IPC channel, which also ends the child if this process vanishes. */
  ipc?: boolean;
  /** Receives each line of stderr. */
  onLine?: (line: string) => void;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
}

export interface RunningProcess {
  name: string;
  child: ChildProcess;
  exited: Promise<Exit>;
  /** The last lines of its stderr, to explain why it ended. */
  lastLines(): string[];
}

const keptLines = 20;
const typescript = require.resolve("../../bin/typescript.cjs");

/**
 * The rehearsal's own processes. Each leads a process group, so that a terminal's Ctrl-C does not reach
 * them individually and none of their children outlives them.
 */
export class Processes {
  readonly #running = new Set<RunningProcess>();

  /** Starts a program; `args` are its file and its arguments. */
  start(name: string, args: readonly string[], options: ProcessOptions = {}): RunningProcess {
    const child = spawn(process.execPath, ["--require", typescript, ...args], {
      detached: true,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe", ...(options.ipc ? (["ipc"] as const) : [])],
    });
    const lines: string[] = [];
    createInterface({ input: child.stderr! }).on("line", (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      options.onLine?.(line);
    });
    const running = { name, child, exited: exitOf(child), lastLines: () => [...lines] };
    this.#running.add(running);
    void running.exited.finally(() => this.#running.delete(running));
    return running;
  }

  /** Asks all to end, the youngest first; what is left after `graceMs` each is killed with its children. */
  async stopAll(graceMs: number): Promise<void> {
    for (const running of [...this.#running].reverse()) {
      signalGroup(running, "SIGTERM");
      await Promise.race([running.exited.catch(() => undefined), sleep(graceMs)]);
      signalGroup(running, "SIGKILL");
    }
  }

  /** For the very end of this process, when nothing can be waited for. */
  killAll(): void {
    for (const running of this.#running) signalGroup(running, "SIGKILL");
  }
}

/** Node never emits `close` after a `disconnect()`, so exit and output are awaited separately. */
async function exitOf(child: ChildProcess): Promise<Exit> {
  const chunks: Buffer[] = [];
  child.stdout!.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [[code, signal]] = await Promise.all([
    once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>,
    once(child.stdout!, "close"),
    once(child.stderr!, "close"),
  ]);
  return { code, signal, stdout: Buffer.concat(chunks).toString() };
}

/** SIGTERM goes only to the leader, which knows how to end its own children; SIGKILL to all of them. */
function signalGroup({ child }: RunningProcess, signal: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  try {
    process.kill(signal === "SIGKILL" ? -child.pid : child.pid, signal);
  } catch (error) {
    // It has ended, and so have all its children.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
