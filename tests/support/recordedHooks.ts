import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Scene } from "../../rehearsal/scene";

/** A hook that writes down that it ran, and as what; a file tells it to fail or to take its time. */
const script = `
  const { appendFileSync, existsSync } = require("node:fs");
  const { HOOK_LOG: log, BLUEGREEN_HOOK: hook, BLUEGREEN_COLOR: color, IMAGE_DIGEST: digest } = process.env;
  appendFileSync(log, JSON.stringify({ hook, color, digest }) + "\\n");
  console.log("this is", hook);
  const fails = existsSync(log + "." + hook + ".fails");
  const isSlow = () => existsSync(log + "." + hook + ".slow");
  const end = () => (isSlow() ? setTimeout(end, 50) : process.exit(fails ? 3 : 0));
  end();
`;

interface Ran {
  hook: string;
  color: string;
  digest: string;
}

/** Hooks of a service in a scene, run as processes of the local cloud, and what they wrote down. */
export class RecordedHooks {
  private readonly folder = mkdtempSync(join(tmpdir(), "bluegreen-hooks-"));
  private readonly log = join(this.folder, "log");

  /** A service's settings; `beforeSwitch` runs once. */
  settings(): object {
    const hook = { command: ["node", "-e", script], timeoutSeconds: 20 };
    return {
      environment: { HOOK_LOG: this.log },
      hooks: {
        beforeStage: hook,
        beforeSwitch: { ...hook, once: true },
        afterSwitch: hook,
        afterRetire: hook,
      },
    };
  }

  ran(): Ran[] {
    if (!existsSync(this.log)) return [];
    const lines = readFileSync(this.log, "utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as Ran);
  }

  /** Hooks that ran during an action, in order. */
  async during<T>(action: () => Promise<T>): Promise<[T, string[]]> {
    const before = this.ran().length;
    const result = await action();
    return [result, this.since(before)];
  }

  tell(hook: string, what: "fails" | "slow", on: boolean): void {
    const file = `${this.log}.${hook}.${what}`;
    if (on) writeFileSync(file, "");
    else rmSync(file, { force: true });
  }

  /** Runs a command until this hook runs, and kills it. */
  async killedIn(scene: Scene, hook: string, command: string[]): Promise<void> {
    this.tell(hook, "slow", true);
    const before = this.ran().length;
    const running = scene.start(command, () => undefined);
    while (!this.since(before).includes(hook)) await delay(50);
    running.kill("SIGKILL");
    await running.ended;
    this.tell(hook, "slow", false);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private since(count: number): string[] {
    return this.ran()
      .slice(count)
      .map(({ hook }) => hook);
  }
}
