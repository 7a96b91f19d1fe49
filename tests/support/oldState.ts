import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { setTimeout as delay } from "node:timers/promises";
import { killAt } from "../../rehearsal/crash/kill";
import { imageFlags, type Pushed } from "../../rehearsal/run/images";
import { Scene } from "../../rehearsal/scene";
import {
  colors,
  isLegacy,
  parseState,
  type Phase as AnyPhase,
  type ReleaseState,
} from "../../release/state";

/** For `more` of a scene: a program of version 1 left every capability to the tasks. */
export const formerServices = {
  users: { droppedCapabilities: [] },
  matching: { droppedCapabilities: [] },
};

interface Exported {
  deployment: { resources: { type: string; outputs: { release: ReleaseState } }[] };
}

/** Takes from the deployed state what the program of version 1 did not write. Returns the state that is left. */
export async function reduceToOldState(scene: Scene): Promise<ReleaseState> {
  const exported = JSON.parse(await scene.pulumi("stack", "export")) as Exported;
  const { resources } = exported.deployment;
  const { release } = resources.find(({ type }) => type === "pulumi:pulumi:Stack")!.outputs;
  delete release.version;
  delete release.current?.rollsBack;
  for (const service of Object.values(release.services)) {
    delete service.previous;
    for (const color of colors) {
      delete service.fleets[color].settings;
      delete service.fleets[color].called;
    }
  }
  const file = join(scene.workDir.root, "old.json");
  writeFileSync(file, JSON.stringify(exported));
  await scene.pulumi("stack", "import", "--file", file);
  expect(isLegacy(parseState(release))).to.equal(true);
  return release;
}

/** Older programs had no canary. */
type Phase = Exclude<AnyPhase, "canary">;

/** A release killed in a phase, whose state an older program had written. */
export interface OldRow {
  phase: Phase;
  way: "resume" | "abort";
  exitCode: number;
  serves: "the old version" | "the new version";
}

const hook = { command: ["node", "-e", "0"], timeoutSeconds: 30 };
/** The phases in which a release rests for hooks only. */
const hooks: Partial<Record<Phase, object>> = {
  defined: { beforeStage: hook },
  retired: { afterRetire: hook },
};

/** The steps at whose start the deployer is killed. */
const kills: Record<Phase, { command: "deploy" | "rollback"; step: string }[]> = {
  defined: [{ command: "deploy", step: "beforeStage" }],
  staged: [{ command: "deploy", step: "4" }],
  switched: [{ command: "deploy", step: "drain" }],
  returning: [
    { command: "deploy", step: "drain" },
    { command: "rollback", step: "drain" },
  ],
  retired: [{ command: "deploy", step: "afterRetire" }],
};

/** Of no matter at the start of a step. */
const colorsAtKill = { old: "blue", candidate: "green" } as const;

/** One environment in which such releases are played, one after the other, under traffic. */
export class OldStates {
  private constructor(
    readonly scene: Scene,
    private readonly versions: [Pushed, Pushed],
  ) {}

  static async open(): Promise<OldStates> {
    const scene = await Scene.open({ more: formerServices });
    const { v1, v2 } = await scene.firstRelease();
    return new OldStates(scene, [v1["users"]!, v2["users"]!]);
  }

  async play({ phase, way, exitCode, serves }: OldRow): Promise<void> {
    const { scene } = this;
    const before = await scene.serving("users");
    const image = this.versions.find(({ digest }) => digest !== before)!;
    scene.workDir.editServices({ users: { environment: {}, hooks: hooks[phase] ?? {} } });
    const traffic = await scene.traffic(50);
    for (const { command, step } of kills[phase]) {
      const args = command === "deploy" ? [command, ...imageFlags({ users: image })] : [command];
      const { reached, lines } = await killAt(scene, args, { step }, colorsAtKill, "deployer");
      expect(reached, lines.join("\n")).to.equal(true);
    }
    const old = await reduceToOldState(scene);
    expect(old.current?.phase).to.equal(phase);
    // Nobody has released this: whoever takes it for what serves would start crashing tasks.
    scene.workDir.editServices({ users: { environment: { CRASH: "1" } } });
    const { code, lines } = await scene.run([way]);
    expect(code, lines.join("\n")).to.equal(exitCode);
    await delay(1000);
    const { failed, failures } = await traffic.stop();
    expect(failed, JSON.stringify(failures[0])).to.equal(0);
    await this.expectServing(serves === "the new version" ? image.digest : before);
  }

  private async expectServing(digest: string): Promise<void> {
    const { scene } = this;
    expect(await scene.serving("users")).to.equal(digest);
    const { version, current, services } = await scene.release();
    expect({ version, current }).to.deep.equal({ version: 2, current: null });
    const { activeColor, fleets } = services["users"]!;
    for (const color of colors) {
      expect(fleets[color].settings?.["environment"], color).to.deep.equal({});
      expect(fleets[color].size > 0, color).to.equal(color === activeColor);
    }
    const inventory = await scene.inventory();
    const { serviceName } = inventory.services["users"]!.fleets[activeColor!];
    const fleet = await scene.cloud.client.fleet(inventory.clusterName, serviceName);
    expect(fleet?.rollout.state).to.equal("COMPLETED");
    expect(fleet?.running).to.have.length(2);
  }
}
