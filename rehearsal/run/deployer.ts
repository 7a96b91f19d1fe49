import { type Inventory, inventorySchema } from "../../release/inventory";
import type { DeployerResult } from "../report/facts";
import { imageFlags, type Pushed } from "./images";
import type { Processes } from "./processes";
import { stackName } from "./settings";

interface Up {
  inventory: unknown;
}

const bluegreen = require.resolve("../bluegreen");

/** The deployer's command line, run against the rehearsal's environment. */
export class Deployer {
  constructor(
    private readonly processes: Processes,
    private readonly cwd: string,
    private readonly env: NodeJS.ProcessEnv,
    /** Receives each line of its progress. */
    private readonly onLine: (line: string) => void,
  ) {}

  /** Applies the environment's settings. Throws if that fails. */
  async up(): Promise<Inventory> {
    const { code, stdout } = await this.#run(["up"]);
    if (code === 0) return inventorySchema.parse((JSON.parse(stdout) as Up).inventory);
    const { reasons } = readResult(stdout);
    throw new DeployerFailed("the environment could not be created", reasons);
  }

  /** One release, with its record in this file. A release that fails is a result, not an error. */
  async deploy(
    images: Record<string, Pick<Pushed, "reference">>,
    record?: string,
  ): Promise<DeployerResult> {
    const kept = record === undefined ? [] : ["--record", record];
    const { stdout } = await this.#run(["deploy", ...imageFlags(images), ...kept]);
    return readResult(stdout);
  }

  /** Any command; one that fails is a result, not an error. */
  async command(
    args: readonly string[],
  ): Promise<{ code: number | null; result: DeployerResult; json: Record<string, unknown> }> {
    const { code, stdout } = await this.#run(args);
    const json = JSON.parse(stdout) as Record<string, unknown>;
    return { code, result: readEdit(code, stdout), json };
  }

  /** Adds a service from a template. Returns no inventory if it could not be added. */
  async addService(
    name: string,
    from: string,
  ): Promise<{ result: DeployerResult; inventory: Inventory | null }> {
    const { code, stdout } = await this.#run(["service", "add", name, "--from", from]);
    const inventory =
      code === 0 ? inventorySchema.parse((JSON.parse(stdout) as Up).inventory) : null;
    return { result: readEdit(code, stdout), inventory };
  }

  /** Removes a service: drains it, then deletes it. */
  async removeService(name: string): Promise<DeployerResult> {
    const { code, stdout } = await this.#run(["service", "remove", name]);
    return readEdit(code, stdout);
  }

  async #run(args: readonly string[]): Promise<{ code: number | null; stdout: string }> {
    const all = [...args, "--stack", stackName, "--cwd", this.cwd, "--json"];
    const running = this.processes.start("deployer", [bluegreen, ...all], {
      env: this.env,
      onLine: this.onLine,
    });
    return running.exited;
  }
}

/** The deployer failed at something that the rehearsal depends on. */
export class DeployerFailed extends Error {
  override name = "DeployerFailed";

  constructor(
    message: string,
    /** One line each, in the deployer's words. */
    readonly reasons: readonly string[],
  ) {
    super(message);
  }
}

/** Success shows in the exit code alone. */
function readEdit(code: number | null, stdout: string): DeployerResult {
  const result = readResult(stdout);
  return code === 0 ? { ...result, outcome: "done" } : result;
}

/** A release that stopped midway has no figures, only reasons. */
export function readResult(stdout: string): DeployerResult {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    throw new DeployerFailed("the deployer printed no result", [stdout]);
  }
  const {
    ok,
    outcome,
    steps = [],
    upSeconds = [],
    drainSeconds = null,
    reasons = [],
    canary = [],
    compared,
  } = json;
  const found = typeof json.found === "string" ? [json.found] : [];
  return {
    ok: ok === true,
    outcome: String(outcome),
    steps: steps as DeployerResult["steps"],
    upSeconds: upSeconds as number[],
    drainSeconds: drainSeconds as number | null,
    canary: canary as DeployerResult["canary"],
    ...(Array.isArray(compared) && { compared: compared as DeployerResult["compared"] }),
    reasons: [...found, ...(reasons as string[])],
  };
}
