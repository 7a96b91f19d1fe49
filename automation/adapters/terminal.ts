import { spawn } from "node:child_process";
import { constants } from "node:os";

export interface TerminalProgram {
  file: string;
  args: readonly string[];
  cwd?: string | undefined;
  env: NodeJS.ProcessEnv;
  /** What it writes to stdout goes to stderr. */
  toStderr: boolean;
}

const interrupts = ["SIGINT", "SIGQUIT", "SIGTSTP"] as const;

/**
 * Runs a program on this process's terminal. What a person types there is for the program, Ctrl-C included. Returns its
 * exit code or, if a signal ended it, 128 plus the signal's number as a shell does. Rejects with Node's system error if
 * it can't be started.
 */
export async function runInTerminal(program: TerminalProgram): Promise<number> {
  const giveBack = leaveInterrupts();
  try {
    return await new Promise<number>((resolve, reject) => {
      const { file, args, cwd, env, toStderr } = program;
      const child = spawn(file, args, { cwd, env, stdio: ["inherit", toStderr ? 2 : 1, 2] });
      child.once("error", reject);
      child.once("exit", (code, signal) =>
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)),
      );
    });
  } finally {
    giveBack();
  }
}

/** The terminal sends them to every process in the foreground, so this one has to survive them. */
function leaveInterrupts(): () => void {
  const ignore = () => undefined;
  const before = interrupts.map((name) => [name, process.listeners(name)] as const);
  for (const [name] of before) {
    process.removeAllListeners(name);
    process.on(name, ignore);
  }
  return () => {
    for (const [name, listeners] of before) {
      process.off(name, ignore);
      for (const listener of listeners) process.on(name, listener);
    }
  };
}
