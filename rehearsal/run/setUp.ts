import { locateEngine } from "../../automation/engine/findEngine";
import { gcPercent } from "../../automation/engine/goMemory";
import type { Reporter } from "../../automation/world/ports";
import { startCloud } from "../../localCloud/start";
import { Deployer } from "./deployer";
import { leftLines } from "./keep";
import type { Leftovers } from "./leftovers";
import { cloudSafeguards, type RehearsalOptions } from "./options";
import { Processes } from "./processes";
import { groundOf } from "./scenario";
import { setUpStep } from "./setUpStep";
import type { Stage } from "./stage";
import { StepTimes } from "./stepTimes";
import { makeWorkDir } from "./workDir";

const graceMs = 2000;

/** Pulumi, a work folder and the local cloud: all that a rehearsal needs before it starts. */
export async function setUp(
  options: RehearsalOptions,
  reporter: Reporter,
  leftovers: Leftovers,
): Promise<Stage> {
  const engine = await setUpStep(reporter, "find Pulumi", () =>
    locateEngine({ progress: (line) => reporter.note(line) }),
  );
  const { ttlSeconds, seed, nodes } = options;
  const like = { nodes, awsTimes: options.awsTimes ? 1 : 0 };
  const ground = groundOf(options);
  const { startSeconds, afterTtl } = ground;
  const input = { ttlSeconds, startSeconds, ...(afterTtl && { afterTtl }) };
  const workDir = makeWorkDir(input, options.keep);
  leftovers.add(() =>
    options.keep ? void process.stderr.write(`${leftLines(workDir)}\n`) : workDir.remove(),
  );
  const cloud = await setUpStep(reporter, "start the local cloud", () =>
    startCloud({ ...ground.cloud, ...like, ttl: ttlSeconds, seed, stateDirectory: workDir.cloud }),
  );
  leftovers.add(() => cloud.stop());
  workDir.writeSettings({ ...input, more: ground.more(cloud.info.controlUrl) });
  const processes = new Processes();
  process.once("exit", () => processes.killAll());
  leftovers.add(() => processes.stopAll(graceMs));
  const stepTimes = new StepTimes();
  // The rehearsal's own certificate authority, also for processes that the test commands start.
  const trust = { NODE_EXTRA_CA_CERTS: cloud.info.caFile };
  // The traffic needs the processor time.
  const env = { GOGC: gcPercent, ...workDir.env, ...cloud.environment, ...trust };
  const deployer = new Deployer(
    processes,
    workDir.root,
    { ...process.env, ...env, ...broken(options) },
    (line) => {
      stepTimes.read(line, performance.timeOrigin + performance.now());
      process.stderr.write(`${line}\n`);
    },
  );
  return { options, workDir, env, engine, cloud, processes, deployer, stepTimes, reporter };
}

/** Rules that the deployer itself should break. */
function broken(options: RehearsalOptions): { BLUEGREEN_BREAK?: string } {
  const names = options.break.filter((name) => !cloudSafeguards.includes(name));
  return names.length > 0 ? { BLUEGREEN_BREAK: names.join(",") } : {};
}
