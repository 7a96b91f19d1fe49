import { join } from "node:path";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { locateEngine } from "../automation/engine/findEngine";
import { type Inventory, inventorySchema } from "../release/inventory";
import { parseState, type ReleaseState } from "../release/state";
import { type RunningCloud, startCloud, type StartOptions } from "../localCloud/start";
import { Processes } from "./run/processes";
import { imageFlags, type Pushed } from "./run/images";
import { askProduction } from "./run/production";
import { domain, productionNames, type SettingsInput, stackName } from "./run/settings";
import { type Traffic, trafficAt } from "./run/trafficProcess";
import { makeWorkDir, projectName, type WorkDir } from "./run/workDir";
import { buildImage, type Variant } from "./sample/buildImage";
import { patientTimeoutMs, type TrafficPlan } from "./traffic/protocol";

const bluegreen = require.resolve("./bluegreen");

export interface Ended {
  code: number | null;
  json: Record<string, unknown>;
  /** Progress and errors, as a person saw them. */
  lines: string[];
}

export interface RunningCommand {
  pid: number;
  kill: (signal: NodeJS.Signals) => void;
  ended: Promise<Ended>;
}

export type SceneOptions = Partial<SettingsInput> &
  Pick<StartOptions, "seed" | "recordSyncSeconds"> & {
    /** Rules of the deployer to break. */
    broken?: readonly string[];
  };

/** Another stack than the scene's own, or another checkout. */
export interface Where {
  stack?: string;
  cwd?: string;
}

/**
 * A local cloud, an environment in it, and the deployer's command line: the stage for end-to-end tests
 * and the bench.
 */
export class Scene {
  readonly processes = new Processes();
  /** Gets every command when it has ended. */
  onEnded: (ended: Ended) => void = () => undefined;

  private constructor(
    readonly cloud: RunningCloud,
    readonly workDir: WorkDir,
    private readonly broken: readonly string[],
  ) {}

  static async open(options: SceneOptions = {}): Promise<Scene> {
    const { recordSyncSeconds, seed = 1, broken = [], ...given } = options;
    const input = { ttlSeconds: 1, startSeconds: 100, ...given };
    const workDir = makeWorkDir(input);
    const cloud = await startCloud({
      ttl: input.ttlSeconds,
      seed,
      timeScale: 20,
      stateDirectory: workDir.cloud,
      ...(recordSyncSeconds === undefined ? {} : { recordSyncSeconds }),
    });
    return new Scene(cloud, workDir, broken);
  }

  async close(): Promise<void> {
    await this.processes.stopAll(1000);
    await this.cloud.stop();
    this.workDir.remove();
  }

  get env(): Record<string, string> {
    const trust = { NODE_EXTRA_CA_CERTS: this.cloud.info.caFile };
    const broken = this.broken.length > 0 && { BLUEGREEN_BREAK: this.broken.join(",") };
    return { ...this.workDir.env, ...this.cloud.environment, ...trust, ...broken };
  }

  /** Runs a command on a stack to its end. */
  run(args: string[], env: Record<string, string> = {}, where: Where = {}): Promise<Ended> {
    return this.start(args, () => undefined, env, where).ended;
  }

  /** Runs a command on the project to its end. */
  runInProject(args: string[]): Promise<Ended> {
    return this.startInProject(args, () => undefined).ended;
  }

  /** Runs a command that must succeed. */
  async mustRun(args: string[]): Promise<Ended> {
    const ended = await this.run(args);
    if (ended.code === 0) return ended;
    throw new Error(`bluegreen ${args.join(" ")} failed:\n${ended.lines.join("\n")}`);
  }

  /** Starts a command on a stack; `onLine` gets its progress. */
  start(
    args: string[],
    onLine: (line: string) => void,
    env: Record<string, string> = {},
    { stack = stackName, cwd }: Where = {},
  ): RunningCommand {
    return this.startInProject([...args, "--stack", stack], onLine, env, cwd);
  }

  startInProject(
    args: string[],
    onLine: (line: string) => void,
    env: Record<string, string> = {},
    cwd = this.workDir.root,
  ): RunningCommand {
    const lines: string[] = [];
    const common = ["--cwd", cwd, "--json"];
    const { child, exited } = this.processes.start("bluegreen", [bluegreen, ...args, ...common], {
      env: { ...process.env, ...this.env, ...env },
      onLine: (line) => {
        lines.push(line);
        onLine(line);
      },
    });
    const ended = exited.then(({ code, stdout }) => ({
      code,
      json: (stdout === "" ? {} : JSON.parse(stdout)) as Record<string, unknown>,
      lines,
    }));
    void ended.then(
      (one) => this.onEnded(one),
      () => undefined,
    );
    return { pid: child.pid!, kill: (signal) => child.kill(signal), ended };
  }

  /** Creates the environment. Afterwards every service serves v1, and v2 is pushed. */
  async firstRelease(): Promise<Record<"v1" | "v2", Record<string, Pushed>>> {
    const { json } = await this.mustRun(["up"]);
    const inventory = inventorySchema.parse(json["inventory"]);
    const [v1, v2] = [await this.push("v1", inventory), await this.push("v2", inventory)];
    await this.mustRun(["deploy", ...imageFlags(v1)]);
    return { v1, v2 };
  }

  /** Pushes versions of the sample service to both repositories; returns references by service. */
  async push(
    version: string,
    inventory: Inventory,
    variant: Variant = "normal",
  ): Promise<Record<string, Pushed>> {
    const directory = join(this.workDir.images, `${version}-${variant}`);
    await buildImage({ version, variant, directory });
    const pushed: Record<string, Pushed> = {};
    for (const [service, { repositoryUri }] of Object.entries(inventory.services)) {
      const { digest } = await this.cloud.client.push(repositoryUri, version, directory);
      pushed[service] = { reference: `${repositoryUri}:${version}`, digest };
    }
    return pushed;
  }

  /** The release as Pulumi has recorded it. */
  async release(): Promise<ReleaseState> {
    return parseState(await this.recorded("release"));
  }

  /** Digest that clients get from a service's production name. */
  async serving(service: string, productionName = `${service}.${domain}`): Promise<string> {
    const { digest, problems } = await askProduction(this.cloud.info, service, productionName);
    return [digest, ...problems].join("; ");
  }

  /** Starts traffic from all kinds of client; by default it requests `/` of every service. */
  traffic(
    ratePerSecond: number,
    more: Partial<
      Pick<TrafficPlan, "seed" | "services" | "paths" | "timeoutMs" | "long" | "addressType">
    > = {},
  ): Promise<Traffic> {
    const usual = { seed: 1, services: productionNames(), timeoutMs: patientTimeoutMs };
    const plan = { ratePerSecond, ...usual, ...more };
    return trafficAt(this.processes, this.cloud.info, plan);
  }

  /** Runs the plain Pulumi CLI on the stack; returns its output. */
  pulumi(...args: string[]): Promise<string> {
    return this.engine([...args, "--stack", stackName]);
  }

  /** Names of the project's stacks. */
  async stacks(): Promise<string[]> {
    const stacks = JSON.parse(await this.engine(["stack", "ls", "--json"])) as { name: string }[];
    return stacks.map(({ name }) => name).sort();
  }

  private async engine(args: string[]): Promise<string> {
    const { command } = await locateEngine({ progress: () => undefined });
    const { execa } = await import("execa");
    return (await execa(command, args, { cwd: this.workDir.root, env: this.env })).stdout;
  }

  /** Identities of what is deployed now; a fleet's ECS service exists once the fleet has had an image. */
  async inventory(): Promise<Inventory> {
    return inventorySchema.parse(await this.recorded("inventory"));
  }

  /** An output of the stack, from the file in which Pulumi keeps its state: tests ask often, and the CLI is slow. */
  private async recorded(output: string): Promise<unknown> {
    const path = `state/.pulumi/stacks/${projectName}/${stackName}.json`;
    const { checkpoint } = JSON.parse(await readFile(join(this.workDir.root, path), "utf8")) as {
      checkpoint: { latest: { resources: { type: string; outputs: Record<string, unknown> }[] } };
    };
    const { resources } = checkpoint.latest;
    return resources.find(({ type }) => type === "pulumi:pulumi:Stack")!.outputs[output];
  }

  /** Whether Pulumi has its lock on the stack. */
  isLocked(): boolean {
    const folder = join(this.workDir.root, "state/.pulumi/locks");
    const files = existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: "utf8" })
      : [];
    return files.some((name) => name.endsWith(".json"));
  }

  /** Tasks of a fleet that are running now. */
  async tasks(service: string, color: "blue" | "green"): Promise<number> {
    const inventory = await this.inventory();
    const { serviceName } = inventory.services[service]!.fleets[color];
    const fleet = await this.cloud.client.fleet(inventory.clusterName, serviceName);
    return fleet?.running.length ?? 0;
  }

  committedSettings(): string {
    return readFileSync(this.settingsFile, "utf8");
  }

  /** The settings, edited the way a person does. */
  writeSettings(text: string): void {
    writeFileSync(this.settingsFile, text);
  }

  /** Gives these keys of the environment other values; undefined removes one. */
  editSettings(changes: Readonly<Record<string, unknown>>): void {
    const file = parse(this.committedSettings()) as { config: Record<string, unknown> };
    for (const [key, value] of Object.entries(changes))
      file.config[`${projectName}:${key}`] = value;
    // In YAML 1.1, which Pulumi reads, times without quotes are numbers.
    this.writeSettings(stringify(file, { version: "1.1" }));
  }

  private get settingsFile(): string {
    return join(this.workDir.root, `Pulumi.${stackName}.yaml`);
  }
}
