import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Scene } from "../../../rehearsal/scene";
import { filesBelow, type Outputs } from "./canaries";
import { bucket } from "./plant";
import type { Receiving } from "./receiver";

const bluegreen = join(__dirname, "../../../rehearsal/bluegreen.ts");

/** Reads whatever people or machines can read of a release. */
export class Reading {
  readonly outputs: Outputs = {};

  constructor(
    private readonly scene: Scene,
    private readonly receiver: Receiving,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** All that a command prints, for people and for machines. `program`: another than the rehearsal's. */
  async say(
    as: string,
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
    program = bluegreen,
  ): Promise<{ code: number | null; stdout: string }> {
    const lines: string[] = [];
    const { processes, env, workDir } = this.scene;
    const at = ["--stack", "rehearsal", "--cwd", workDir.root];
    const [command = "", ...rest] = args;
    const { exited } = processes.start("bluegreen", [program, command, ...at, ...rest], {
      env: { ...process.env, ...env, ...this.env, ...more },
      onLine: (line) => lines.push(line),
    });
    const { code, stdout } = await exited;
    this.outputs[as] = [...lines, stdout].join("\n");
    return { code, stdout };
  }

  /** Reads the live page until it is stopped. */
  async watch(link: string, signal: AbortSignal): Promise<void> {
    this.outputs["live page"] = await (await fetch(link)).text();
    this.outputs["live events"] = "";
    try {
      const { body } = await fetch(link.replace("/?", "/events?"), { signal });
      for await (const part of body!.pipeThrough(new TextDecoderStream())) {
        this.outputs["live events"] += part;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** What was sent to receivers and into the bucket, and all files. */
  async collect(): Promise<void> {
    const { outputs, scene } = this;
    const { client } = scene.cloud;
    for (const [key, { text }] of Object.entries(await client.objects(bucket))) {
      outputs[`s3 ${key}`] = text;
    }
    this.receiver.bodies.forEach((body, index) => (outputs[`receiver ${index}`] = body));
    (await client.received()).forEach(
      ({ arn, text }, index) => (outputs[`${arn} ${index}`] = text),
    );
    for (const folder of ["pages", "summary", "state", "home", "logs", "tmp"]) {
      const path = join(scene.workDir.root, folder);
      if (!existsSync(path)) continue;
      for (const [file, text] of Object.entries(filesBelow(path))) {
        // The cache of the compiler that a checkout runs with.
        if (!file.startsWith("tsx-")) outputs[`${folder}/${file}`] = text;
      }
    }
  }
}
