import { spawn } from "node:child_process";

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
 * exit code, and 128 plus the number as a shell does if a signal ended it.
 */
export async function runInTerminal(program: TerminalProgram): Promise<number> {
  const giveBack = leaveInterrupts();
  try {
    return await new Promise<number>((resolve, reject) => {
      const { file, args, cwd, env, toStderr } = program;
      const child = spawn(file, args, { cwd, env, stdio: ["inherit", toStderr ? 2 : 1, 2] });
      child.once("error", reject);
      child.once("exit", (code) => resolve(code ?? 128));
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
