import { killAt } from "../kill";
import type { Play } from "../playRow";
import { recover } from "../recover";
import type { End } from "../row";
import type { Stand, Starting } from "../stand";
import { deployArgs, type Fault, unlessCode, unlessEqual, watch } from "./fault";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { released, stackName } from "../../run/settings";
import type { Scene } from "../../scene";

const held = 5;
const refused = 2;

/** Several people or deployers working on the same release. */
export const deployerFaults: Fault[] = [
  { name: "two-deployers", phase: "idle", play: twoDeployers },
  {
    name: "sleeper-before-switch",
    phase: "staged",
    play: sleeper({ step: "5", other: ["resume", "--take-over"], otherCode: 0, end: "done" }),
  },
  {
    name: "sleeper-in-drain",
    phase: "switched",
    play: sleeper({ step: "drain", other: ["rollback"], otherCode: 3, end: "rolledBack" }),
  },
  { name: "stale-up-staged", phase: "staged", play: staleUp("4", "done") },
  { name: "stale-up-switched", phase: "switched", play: staleUp("drain", "done") },
  { name: "stale-up-returning", phase: "returning", play: staleUp("returning", "rolledBack") },
];

/** One of the two finishes the release; the other ends with exit code 5, whenever it notices. */
async function twoDeployers({ scene }: Stand, starting: Starting): ReturnType<Play> {
  const args = deployArgs(starting);
  const both = await Promise.all([scene.run(args), scene.run(args)]);
  const codes = both.map(({ code }) => code).sort();
  return {
    way: [],
    unlocked: false,
    ends: ["done"],
    problems: unlessEqual("the exit codes", codes, [0, held]),
  };
}

interface Sleeper {
  /** The step at which it is suspended. */
  step: string;
  /** What another process does in the meantime, and its exit code. */
  other: string[];
  otherCode: number;
  end: End;
}

/**
 * Suspended, as on a machine that went to sleep. It resumes when all is over, changes nothing, and ends
 * with exit code 5.
 */
function sleeper({ step, other, otherCode, end }: Sleeper): Play {
  return async ({ scene }, starting) => {
    const asleep = watch(scene, deployArgs(starting));
    await asleep.at(step);
    process.kill(asleep.pid, "SIGSTOP");
    const meanwhile = await scene.run(other);
    const before = await scene.release();
    process.kill(asleep.pid, "SIGCONT");
    const woken = await asleep.ended;
    return {
      way: [other.join(" ")],
      unlocked: false,
      ends: [end],
      problems: [
        ...unlessCode(otherCode, meanwhile),
        ...unlessCode(held, woken),
        ...unlessEqual("the release state after it was resumed", await scene.release(), before),
      ],
    };
  };
}

/** A person's `up` from an old checkout during a release is refused and shifts no traffic. */
function staleUp(step: "4" | "drain" | "returning", end: End): Play {
  return async ({ scene }, { colors, after }) => {
    const kill = (args: string[], at: string) =>
      killAt(scene, args, { step: at }, colors, "deployer");
    await kill(deployArgs({ after }), step === "returning" ? "drain" : step);
    if (step === "returning") await kill(["rollback"], "drain");
    const before = await scene.release();
    const up = await scene.run(["up"], {}, { cwd: staleCheckout(scene) });
    const problems = [
      ...unlessCode(refused, up),
      ...unlessEqual("the release state after the `up`", await scene.release(), before),
    ];
    const { ended, unlocked } = await recover(scene, ["resume"]);
    return {
      way: ["up", "resume"],
      unlocked,
      ends: [end],
      problems: [...problems, ...unlessCode(end === "done" ? 0 : 3, ended)],
    };
  };
}

interface StackFile {
  config: { "bluegreen:services": Record<string, { size: number }> };
}

/** Another checkout of the same project, with outdated settings; returns its folder. */
function staleCheckout({ workDir }: Scene): string {
  const folder = join(workDir.root, "stale");
  mkdirSync(folder, { recursive: true });
  cpSync(join(workDir.root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  const name = `Pulumi.${stackName}.yaml`;
  const settings = parse(readFileSync(join(workDir.root, name), "utf8")) as StackFile;
  settings.config["bluegreen:services"][released]!.size = 1;
  writeFileSync(join(folder, name), stringify(settings));
  return folder;
}
