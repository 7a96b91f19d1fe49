import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { stackName } from "../../rehearsal/run/settings";
import { projectName } from "../../rehearsal/run/workDir";
import type { Ended, Scene } from "../../rehearsal/scene";

/** An environment whose program is a team's own, run by the installed package. */
export class OwnProgram {
  constructor(
    private readonly scene: Scene,
    private readonly modules: string,
  ) {
    symlinkSync(modules, this.#path("node_modules"));
    const backend = { url: scene.workDir.env["PULUMI_BACKEND_URL"] };
    const project = { name: projectName, main: "index.ts", runtime: "nodejs", backend };
    writeFileSync(this.#path("Pulumi.yaml"), stringify(project));
  }

  write(...lines: string[]): void {
    writeFileSync(this.#path("index.ts"), lines.join("\n"));
  }

  run(...args: string[]): Promise<Ended> {
    return this.inProject(...args, "--stack", stackName);
  }

  async inProject(...args: string[]): Promise<Ended> {
    const { execa } = await import("execa");
    const deployer = join(this.modules, "bluegreen/dist/rehearsal/bluegreen.js");
    const where = ["--cwd", this.scene.workDir.root, "--json"];
    const { exitCode, stdout, stderr } = await execa(
      process.execPath,
      [deployer, ...args, ...where],
      { env: this.scene.env, reject: false },
    );
    const json = (stdout === "" ? {} : JSON.parse(stdout)) as Record<string, unknown>;
    return { code: exitCode ?? null, json, lines: stderr.split("\n") };
  }

  /** Names of a type of resource in Pulumi's state. */
  async names(type: string): Promise<string[]> {
    const { deployment } = JSON.parse(await this.scene.pulumi("stack", "export")) as {
      deployment: { resources: { urn: string; type: string }[] };
    };
    return deployment.resources
      .filter((one) => one.type === type)
      .map(({ urn }) => urn.split("::").at(-1)!)
      .sort();
  }

  async output(name: string): Promise<string> {
    return (await this.scene.pulumi("stack", "output", name)).trim();
  }

  #path(name: string): string {
    return join(this.scene.workDir.root, name);
  }
}
