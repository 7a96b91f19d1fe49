import { bluegreen } from "../course/commandLines";
import {
  environmentOf,
  requireDeployed,
  serviceInventory,
  serviceSettings,
} from "../world/environment";
import type { Color } from "../../release/state";
import { DeployError, exitCodes, refused, Stopped } from "../world/errors";
import type { Logs } from "../world/logs";
import type { OneOffRequest, OneOffTask, OneOffTasks } from "../world/oneOffTasks";
import type { Clock, Reporter, Stack } from "../world/ports";
import { printable } from "../world/printable";
import { logsGoTo } from "../world/routedLogs";
import { versionOf } from "../world/versions";
import type { Inventory } from "../../release/inventory";
import { Unseen } from "./logs";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";
import { hidesKnown, quotedLogs } from "./taskLines";

export interface RunOptions extends StackOptions {
  service: string;
  /** Seconds. */
  timeout: number;
  /** Id of a task to stop. */
  stop?: string;
}

export interface RunParts {
  stack: Pick<Stack, "name" | "settings" | "read">;
  oneOffTasks: OneOffTasks;
  logs: Logs;
  clock: Pick<Clock, "nowMs" | "monotonicSeconds" | "sleep" | "newId">;
  reporter: Pick<Reporter, "note" | "waiting">;
  print: (line: string) => void;
}

const pollMs = 2000;
/** ECS lists a new task, and CloudWatch Logs the last lines of an ended one, after some seconds. */
const lateSeconds = 60;
const lastLooks = 3;

interface Running {
  stack: string;
  inventory: Inventory;
  request: OneOffRequest;
  color: Color;
  taskId: string;
}

/** `bluegreen run`: a command in a one-off task of the serving version. */
export async function runOnce(
  parts: RunParts,
  words: readonly string[],
  options: Pick<RunOptions, "service" | "timeout" | "stop" | "json">,
): Promise<CommandResult> {
  const { stack } = parts;
  const { service, timeout, stop, json } = options;
  const deployed = await stack.read();
  const { inventory, release } = environmentOf(stack.name, deployed);
  requireDeployed(stack, inventory, [service]);
  if (stop !== undefined) return stopTask(parts, inventory, stop, words);
  if (words.length === 0) {
    throw refused(
      "`run` needs the command to run, after `--`",
      bluegreen("run", stack.name, `--service ${service}`, "-- <command>"),
    );
  }
  const color = release.services[service]?.activeColor ?? null;
  if (color === null) {
    throw refused(
      `${service} has no version in production, so there is nothing to run a command in`,
      `release one first: ${bluegreen("deploy", stack.name, `--service ${service} --image <reference>`)}`,
    );
  }
  const known = serviceInventory(inventory, service);
  const request: OneOffRequest = {
    service: known,
    fleet: known.fleets[color],
    command: words,
    environment: {},
    key: `bluegreen/run/${parts.clock.newId()}`,
  };
  const { startSeconds } = serviceSettings(stack, service);
  const taskId = await started(parts, inventory, request, startSeconds);
  const version = versionOf(release.services[service]!.fleets[color]);
  const place = logsGoTo(release.services[service]!.fleets[color].settings);
  const hide = hidesKnown(stack, deployed);
  parts.reporter.note(`task ${taskId} of ${service} ${color} ${version}: ${hide(words.join(" "))}`);
  if (place !== null) parts.reporter.note(`what it writes goes to ${place}`);
  const running = { stack: stack.name, inventory, request, color, taskId };
  const quoting = { ...parts, logs: quotedLogs(parts.logs, hide) };
  const ended = await untilEnded(quoting, running, service, timeout, json !== true);
  return resultOf(stack.name, service, taskId, ended);
}

async function stopTask(
  { oneOffTasks, stack }: RunParts,
  inventory: Inventory,
  taskId: string,
  words: readonly string[],
): Promise<CommandResult> {
  if (words.length > 0) {
    throw refused("`--stop` takes no command", "leave out either `--stop` or the command");
  }
  await oneOffTasks.stop(inventory, taskId, "stopped by hand");
  return {
    json: { ok: true, stack: stack.name, taskId, stopping: true },
    text: `stopping task ${taskId}`,
    exitCode: exitCodes.done,
  };
}

/** Waits for capacity. */
async function started(
  { oneOffTasks, clock, reporter }: RunParts,
  inventory: Inventory,
  request: OneOffRequest,
  seconds: number,
): Promise<string> {
  const deadline = clock.monotonicSeconds() + seconds;
  for (;;) {
    const start = await oneOffTasks.start(inventory, request);
    if (start.started) return start.taskId;
    const left = deadline - clock.monotonicSeconds();
    if (left <= 0) {
      throw refused(
        "there is no capacity to run the command",
        "add capacity, or run the command again later",
        [start.reason],
      );
    }
    reporter.waiting(start.reason, left);
    await clock.sleep(pollMs);
  }
}

interface Ended {
  exitCode: number | null;
  reason: string;
  output: string[];
}

/** Prints what it writes, as it does. */
async function untilEnded(
  parts: RunParts,
  running: Running,
  service: string,
  timeout: number,
  shown: boolean,
): Promise<Ended> {
  const { clock, oneOffTasks } = parts;
  const { inventory, request, taskId } = running;
  const begun = clock.monotonicSeconds();
  const lines = new Unseen();
  const startedMs = clock.nowMs() - lateSeconds * 1000;
  const tell = async () => {
    for (const { text } of await newLines(parts, running, startedMs, lines)) {
      if (shown) parts.print(printable(text));
    }
  };
  try {
    let timedOut = false;
    for (;;) {
      const task = await oneOffTasks.look(inventory, request.service, taskId);
      await tell();
      const seconds = clock.monotonicSeconds() - begun;
      if (task?.state === "stopped" || (!task && seconds > lateSeconds)) {
        for (let look = 0; look < lastLooks; look++) {
          await clock.sleep(pollMs);
          await tell();
        }
        return { ...endOf(task, timedOut, timeout), output: lines.all.map(({ text }) => text) };
      }
      if (!timedOut && seconds >= timeout) {
        timedOut = true;
        await oneOffTasks.stop(inventory, taskId, `timed out after ${timeout} s`);
      }
      await clock.sleep(pollMs);
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const stop = bluegreen("run", running.stack, `--service ${service}`, `--stop ${taskId}`);
    throw new DeployError(
      "stoppedMidway",
      `${error.message}; task ${taskId} is still running`,
      `to stop it: ${stop}`,
    );
  }
}

async function newLines(
  { logs }: RunParts,
  { inventory, request, color, taskId }: Running,
  fromMs: number,
  lines: Unseen,
) {
  const from = Math.max(fromMs, (lines.lastMs ?? fromMs) - lateSeconds * 1000);
  const found = await logs.read(inventory, request.service, { fromMs: from, color, taskId });
  return lines.add(found.lines);
}

function endOf(
  task: OneOffTask | null,
  timedOut: boolean,
  timeout: number,
): Pick<Ended, "exitCode" | "reason"> {
  if (timedOut) return { exitCode: null, reason: `timed out after ${timeout} s and was stopped` };
  if (!task) return { exitCode: null, reason: "ECS no longer lists its task" };
  const { exitCode, reason } = task;
  return { exitCode, reason: exitCode === null ? reason : "" };
}

function resultOf(
  stack: string,
  service: string,
  taskId: string,
  { exitCode, reason, output }: Ended,
): CommandResult {
  const ok = exitCode === 0;
  const how = exitCode === null ? reason : `exit code ${exitCode}`;
  return {
    json: { ok, stack, service, taskId, exitCode, reason, output },
    text: ok ? "the command succeeded" : `the command failed: ${how}`,
    exitCode: ok ? exitCodes.done : exitCodes.refused,
  };
}
