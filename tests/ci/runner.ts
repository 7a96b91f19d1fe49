import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Contexts, evaluated, holds, type Job, type Step, type Workflow } from "./workflow";

export interface JobRun {
  /** `skipped`: its condition is false. */
  result: "success" | "failure" | "skipped";
  /** Names of the steps that ran, in order. */
  steps: string[];
  /** Actions that a real runner would have run. */
  actions: string[];
  /** Output of the steps. */
  output: string;
}

export interface RunnerOptions {
  contexts: Contexts;
  /** Variables of the runner itself. */
  env: Record<string, string>;
  /** Fills the folder in place of the checkout. */
  checkOut: (folder: string) => void;
  /** Receives each line; may end the job like a runner that vanishes. */
  onLine?: (line: string, kill: () => void) => void;
}

/**
 * Runs a job's shell steps in order, each as GitHub's runner would: in a fresh checkout, by bash with
 * pipefail, with the variables of workflow, job and step. Preparation of the runner is left out:
 * actions, of which only the names are recorded, and `npm ci`, for which a stand-in is on the PATH.
 */
export async function runJob(
  { env: workflowEnv }: Workflow,
  job: Job,
  options: RunnerOptions,
): Promise<JobRun> {
  const run: JobRun = { result: "skipped", steps: [], actions: [], output: "" };
  if (!holds(job.if, options.contexts)) return run;
  const folder = mkdtempSync(join(tmpdir(), "bluegreen-job-"));
  try {
    options.checkOut(folder);
    const env = {
      ...options.env,
      ...prepared(folder, options.env),
      ...values(workflowEnv, options.contexts),
      ...values(job.env, options.contexts),
    };
    run.result = "success";
    for (const step of job.steps) await runStep(step, { run, env, folder, options });
    return run;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every combination of the job's matrix, as its context. */
export function matrixOf({ strategy }: Job): Record<string, string>[] {
  return Object.entries(strategy?.matrix ?? {}).reduce<Record<string, string>[]>(
    (all, [key, choices]) =>
      all.flatMap((one) => choices.map((choice) => ({ ...one, [key]: choice }))),
    [{}],
  );
}

interface StepRun {
  run: JobRun;
  env: Record<string, string>;
  folder: string;
  options: RunnerOptions;
}

async function runStep(step: Step, { run, env, folder, options }: StepRun): Promise<void> {
  const functions = {
    cancelled: () => false,
    hashFiles: (path: string) => (existsSync(join(folder, path)) ? "some hash" : ""),
  };
  const contexts = { ...options.contexts, ...functions };
  // A step without a condition runs only while none has failed.
  const runs = step.if === undefined ? run.result === "success" : holds(step.if, contexts);
  if (!runs) return;
  if (step.uses) return void run.actions.push(step.uses);
  run.steps.push(step.name ?? step.run!);
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run!], {
    cwd: folder,
    detached: true,
    env: { ...env, ...values(step.env, contexts) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => process.kill(-child.pid!, "SIGKILL");
  read(child, (line) => {
    run.output += `${line}\n`;
    options.onLine?.(line, kill);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) run.result = "failure";
}

function read(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout!, child.stderr!]) createInterface(stream).on("line", onLine);
}

function values(env: Record<string, string | number>, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([key, value]) => [key, evaluated(String(value), contexts)]),
  );
}

/** The files that a runner provides, and an `npm` that can only `ci`. */
function prepared(folder: string, env: Record<string, string>): Record<string, string> {
  const tools = join(folder, ".runner");
  mkdirSync(tools);
  writeFileSync(join(tools, "npm"), '#!/bin/sh\n[ "$*" = ci ]\n', { mode: 0o755 });
  return { PATH: `${tools}:${env["PATH"]}`, GITHUB_STEP_SUMMARY: join(tools, "summary.md") };
}
