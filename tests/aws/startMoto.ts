import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

const startTimeoutMs = 60_000;

export interface Moto {
  url: string;
  stop(): void;
}

/** Starts the emulator on a free loopback port; its state is in memory and empty at first. */
export async function startMoto(server: string): Promise<Moto> {
  const child = spawn(server, ["-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stop = () => void child.kill();
  process.once("exit", stop);
  try {
    return { url: await urlSaidBy(child), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** The server reports on stderr where it listens, and then every request. */
function urlSaidBy(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const fail = (why: string) => reject(new Error(`moto ${why}:\n${said.join("\n")}`));
    const timer = setTimeout(() => fail(`did not start in ${startTimeoutMs} ms`), startTimeoutMs);
    child.once("error", reject);
    child.once("exit", (code) => fail(`ended with exit code ${code}`));
    createInterface({ input: child.stderr ?? process.stdin }).on("line", (line) => {
      said.push(line);
      const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
