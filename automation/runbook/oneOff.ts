import { addressesOf } from "../../config/calls";
import { StepFailed } from "../world/errors";
import { withoutSecrets } from "../world/redact";
import { credentialsOf } from "../world/variables";
import { logsGoTo } from "../world/routedLogs";
import type { OneOffRequest, OneOffTask } from "../world/oneOffTasks";
import type { Environment, Part } from "../world/environment";
import type { CheckResult } from "../world/ports";
import { serviceState } from "../../release/state";
import { type Progress, requirePlace } from "./progress";
import type { Run } from "./run";
import { steadyMs, waitUntil } from "./waitUntil";

/** A command that runs as a task of its own, from the candidate's task definition. */
export interface Errand {
  /** What people read, such as `beforeSwitch of users`. */
  what: string;
  /** Unique within the release; see OneOffRequest. */
  key: string;
  command: readonly string[];
  timeoutSeconds: number;
  environment: Record<string, string>;
  /** Called when ECS lists no task for the key; throws when none may be started. */
  beforeStart?: () => void;
}

export interface ErrandResult {
  ok: boolean;
  seconds: number;
  exitCode: number | null;
  reason: string;
  output: string;
}

/** ECS lists a task only some seconds after it was started. */
const visibleSeconds = 60;
/** A task may use all of its stop time, and ECS needs some on top. */
const graceSeconds = 60;

/** Runs a command to its end or its timeout. If an interrupted run started it already, waits for that task. */
export async function runErrand(
  run: Run,
  progress: Progress,
  part: Part,
  errand: Errand,
): Promise<ErrandResult> {
  const { environment } = progress;
  const { oneOffTasks, clock } = run.ports;
  const { inventory } = environment;
  const started = clock.monotonicSeconds();
  const request = requestOf(run, environment, part, errand);
  const known = await oneOffTasks.find(inventory, request);
  const taskId = known?.taskId ?? (await startTask(run, progress, part, errand, request));
  const ended = await untilStopped(run, environment, part, errand, taskId);
  const output = await outputOf(run, progress, part, taskId);
  const seconds = clock.monotonicSeconds() - started;
  const secrets = credentialsOf(part.settings);
  return withoutSecrets({ ...judge(ended, errand), seconds, output }, secrets);
}

/** Or where it went. */
async function outputOf(run: Run, { environment }: Progress, part: Part, taskId: string) {
  const { inventory, release } = environment;
  const { oneOffTasks } = run.ports;
  const output = await oneOffTasks.output(inventory, part.inventory, part.candidate, taskId);
  const { settings } = serviceState(release, part.name).fleets[part.candidate];
  const place = logsGoTo(settings);
  return output === "" && place !== null ? `(its output went to ${place})` : output;
}

function requestOf(
  { ports: { stack } }: Run,
  { inventory, release }: Environment,
  part: Part,
  { key, command, environment }: Errand,
): OneOffRequest {
  const { name, candidate } = part;
  // Only the service's own tasks reach it there.
  const inside = part.kind === "api" && part.side === "private";
  const reach: Record<string, string> = inside
    ? { TEST_URL: addressesOf(stack.settings, name).test }
    : {};
  const service = inventory.services[name]!;
  const id = release.current?.id ?? "";
  return {
    service,
    fleet: service.fleets[candidate],
    command,
    environment: { ...environment, ...reach, BLUEGREEN_RELEASE: id },
    key: `bluegreen/${id}/${key}`,
  };
}

/** Retries for a while: instances of a newly defined fleet may still be starting. */
async function startTask(
  run: Run,
  progress: Progress,
  { settings }: Part,
  { what, beforeStart }: Errand,
  request: OneOffRequest,
): Promise<string> {
  const { oneOffTasks, clock } = run.ports;
  const { inventory } = progress.environment;
  beforeStart?.();
  await requirePlace(run, progress);
  let taskId = "";
  await waitUntil(run.ports, {
    what: `there is capacity to run ${what}`,
    deadlineMs: steadyMs(clock) + settings.startSeconds * 1000,
    probe: async () => {
      const start = await oneOffTasks.start(inventory, request);
      if (!start.started) return [start.reason];
      taskId = start.taskId;
      return [];
    },
  });
  return taskId;
}

type End = OneOffTask | "timeout" | "unknown";

async function untilStopped(
  run: Run,
  { inventory }: Environment,
  { inventory: service, settings }: Part,
  { what, timeoutSeconds }: Errand,
  taskId: string,
): Promise<End> {
  const { oneOffTasks, clock, observer, reporter } = run.ports;
  const startedMs = steadyMs(clock);
  let limitMs = startedMs + timeoutSeconds * 1000;
  let end: End | null = null;
  for (;;) {
    const task = await oneOffTasks.look(inventory, service, taskId);
    if (task?.state === "stopped") return end ?? task;
    if (!task && steadyMs(clock) - startedMs >= visibleSeconds * 1000) return end ?? "unknown";
    const remainingMs = limitMs - steadyMs(clock);
    if (remainingMs <= 0) {
      if (end) return end;
      end = "timeout";
      await oneOffTasks.stop(inventory, taskId, `timed out after ${timeoutSeconds} s`);
      limitMs = steadyMs(clock) + (settings.stopSeconds + graceSeconds) * 1000;
      continue;
    }
    reporter.waiting(`${what}: ${task?.state ?? "starting"}`, remainingMs / 1000);
    await clock.sleep(Math.min(observer.pollMs, remainingMs));
  }
}

function judge(
  end: End,
  { timeoutSeconds }: Errand,
): Pick<ErrandResult, "ok" | "exitCode" | "reason"> {
  if (end === "timeout") {
    const reason = `timed out after ${timeoutSeconds} s and was stopped`;
    return { ok: false, exitCode: null, reason };
  }
  if (end === "unknown") {
    return { ok: false, exitCode: null, reason: "ECS no longer lists its task" };
  }
  const { exitCode, reason } = end;
  if (exitCode === 0) return { ok: true, exitCode, reason: "" };
  return { ok: false, exitCode, reason: exitCode === null ? reason : `exit code ${exitCode}` };
}

/** A failed one-off command as a failed step: what failed, why, and the end of its output. */
export function errandFailure(what: string, { reason, output }: ErrandResult): StepFailed {
  return new StepFailed(`${what} failed`, [reason, ...(output ? [output] : [])]);
}

/**
 * Step 4 of a worker and of a private service: its own command, as a task of the new image. A resumed release uses the outcome of
 * the task that was started before.
 */
export async function selfTest(run: Run, progress: Progress, part: Part): Promise<CheckResult[]> {
  if (!part.settings.selfTest) {
    run.ports.reporter.warn(`${part.name} has no \`selfTest\`; only its health was tested`);
    return [];
  }
  const { command, timeoutSeconds } = part.settings.selfTest;
  const { ok, seconds, reason, output } = await runErrand(run, progress, part, {
    what: `the self-test of ${part.name}`,
    key: `${part.name}/selfTest`,
    command,
    timeoutSeconds,
    environment: { BLUEGREEN_HOOK: "selfTest" },
  });
  const name = withoutSecrets(
    `self-test of ${part.name}: ${command.join(" ")}`,
    credentialsOf(part.settings),
  );
  return [{ name, ok, seconds, reason, output }];
}
