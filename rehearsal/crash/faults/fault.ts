import { released } from "../../run/settings";
import type { Ended, RunningCommand, Scene } from "../../scene";
import { beginsStep } from "../kill";
import type { Play } from "../playRow";
import type { Phase } from "../points";
import type { Starting } from "../stand";

/** Something that goes wrong other than the deployer being killed. */
export interface Fault {
  name: string;
  /** Recorded phase when it goes wrong. */
  phase: Phase;
  play: Play;
}

export function deployArgs({ after }: Pick<Starting, "after">): string[] {
  return ["deploy", "--service", released, "--image", after.reference];
}

export interface Watched extends RunningCommand {
  /** Settles when the step starts, or when the command ends without starting it. */
  at(step: string): Promise<void>;
}

/** Starts a command, and lets the caller wait for a step to start. */
export function watch(scene: Scene, args: string[]): Watched {
  const seen: string[] = [];
  let look = () => {};
  const command = scene.start(args, (line) => {
    seen.push(line);
    look();
  });
  const begun = (step: string) =>
    new Promise<void>((resolve) => {
      look = () => {
        if (seen.some((line) => beginsStep(line, step))) resolve();
      };
      look();
    });
  return {
    ...command,
    at: (step) => Promise.race([begun(step), command.ended.then(() => undefined)]),
  };
}

/** Why a command did not end as expected; empty if it did. */
export function unlessCode(expected: number, { code, json, lines }: Ended): string[] {
  if (code === expected) return [];
  const command = `exit code ${code}, expected ${expected}`;
  return [`${command}: ${String(json["found"] ?? json["outcome"])}`, ...lines.slice(-8)];
}

export function unlessEqual(what: string, actual: unknown, expected: unknown): string[] {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return found === wanted ? [] : [`${what}: found ${found}, expected ${wanted}`];
}
