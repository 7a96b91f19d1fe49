import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { type CloudClient, cloudClient, CloudRequestError } from "./api/client";
import type { CloudOptions } from "./options";
import type { CloudInfo } from "./views/info";

/** A local cloud that this process started. */
export interface RunningCloud {
  client: CloudClient;
  info: CloudInfo;
  /** `BLUEGREEN_LOCAL_CLOUD`, `BLUEGREEN_LOCAL_MINUTE_SECONDS` and `PULUMI_DEBUG_PROVIDERS`, for the deployer and Pulumi. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

export type StartOptions = Partial<CloudOptions> & { port?: number };

/**
 * Starts a local cloud as a child process. It also ends when this process does, but not on a terminal's
 * Ctrl-C: Pulumi's operations in flight still need it.
 */
export async function startCloud(options: StartOptions = {}): Promise<RunningCloud> {
  const child = spawn(process.execPath, ["--require", typescript, main, ...toFlags(options)], {
    cwd: join(__dirname, ".."),
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const client = cloudClient(await controlUrlOf(child));
  const info = await client.info();
  return {
    client,
    info,
    environment: environmentOf(info),
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

export function environmentOf({ controlUrl, minuteSeconds, providers }: CloudInfo) {
  return {
    BLUEGREEN_LOCAL_CLOUD: controlUrl,
    BLUEGREEN_LOCAL_MINUTE_SECONDS: String(minuteSeconds),
    PULUMI_DEBUG_PROVIDERS: `aws:${providers.aws},awsx:${providers.awsx}`,
  };
}

const main = require.resolve("./main");
const typescript = require.resolve("../bin/typescript.cjs");

/** The cloud prints its address once it is serving. */
function controlUrlOf(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(child.stdout).once("line", (line) =>
      resolve((JSON.parse(line) as { controlUrl: string }).controlUrl),
    );
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new CloudRequestError(`the local cloud exited while starting (exit code ${code})`)),
    );
  });
}

function toFlags({ stateDirectory, ...options }: StartOptions): string[] {
  const flags = Object.entries({ ...options, stateDir: stateDirectory })
    .filter(([, value]) => value !== undefined)
    .flatMap(([key, value]) => [`--${kebab(key)}`, String(value)]);
  return [...flags, "--stop-with-parent"];
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
