import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { consoleReporter } from "../../automation/adapters/console/reporter";
import { findEngine } from "../../automation/engine/findEngine";
import type { Reporter } from "../../automation/ports";
import { startCloud } from "../cloudClient";
import { toDocument } from "../report/document";
import type { Facts } from "../report/facts";
import { reportPage } from "../report/page";
import { summary } from "../report/summary";
import { Deployer } from "./deployer";
import { describeProblem } from "./failure";
import { stayUp } from "./stayUp";
import { exitCodes, type RehearsalOptions } from "./options";
import { Processes } from "./processes";
import { rehearse, type Stage } from "./rehearse";
import { setUpStep } from "./setUpStep";
import { StepTimes } from "./stepTimes";
import { makeWorkDir, type WorkDir } from "./workDir";

/** A candidate that never gets healthy should not be waited for long, a slow one should. */
const startSeconds = { "good": 60, "slow-start": 60, "bad-tests": 60, "bad-health": 12 };
const graceMs = 2000;

/** Runs a rehearsal and tells of it; answers the exit code. Cleans up after itself, however it ends. */
export async function runRehearsal(options: RehearsalOptions): Promise<number> {
  const reporter = consoleReporter(process.stderr, () => Date.now());
  const cleanUp = new CleanUp();
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interrupt);
  process.once("exit", () => cleanUp.atExit());
  try {
    return await Promise.race([
      perform(options, reporter, cleanUp, interrupted.signal),
      whenAborted(interrupted.signal),
    ]);
  } catch (error) {
    process.stderr.write(`${describeProblem(error)}\n`);
    return interrupted.signal.aborted ? exitCodes.interrupted : exitCodes.refused;
  } finally {
    await cleanUp.run();
  }
}
