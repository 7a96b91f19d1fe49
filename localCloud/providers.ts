import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface ProviderPorts {
  aws: number;
  awsx: number;
}

/** The provider servers that Pulumi attaches to; they end with this process. */
export class Providers {
  private constructor(
    readonly ports: ProviderPorts,
    private readonly children: ChildProcess[],
  ) {}

  static async start(controlUrl: string): Promise<Providers> {
    const children = ["aws", "awsx"].map((name) => startProvider(name, controlUrl));
    const [aws, awsx] = await Promise.all(children.map(portOf));
    return new Providers({ aws: aws ?? 0, awsx: awsx ?? 0 }, children);
  }

  stop(): void {
    for (const child of this.children) child.kill("SIGTERM");
  }
}

const typescript = require.resolve("../bin/typescript.cjs");

function startProvider(name: string, controlUrl: string): ChildProcess {
  const file = require.resolve(`./providers/${name}`);
  return spawn(process.execPath, ["--require", typescript, file], {
    cwd: join(__dirname, ".."),
    env: { ...process.env, BLUEGREEN_LOCAL_CLOUD: controlUrl },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
}

/** A provider server prints its port once it is serving. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error("a provider has no output to read its port from"));
    createInterface(child.stdout).once("line", (line) => resolve(Number(line)));
    child.once("exit", (code) => reject(new Error(`a provider exited while starting (${code})`)));
  });
}
