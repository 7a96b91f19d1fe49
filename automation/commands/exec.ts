import { settingsOf } from "../../config/definition";
import type { Color } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { shellLine } from "../course/shellLine";
import {
  type Environment,
  environmentWithoutSecret,
  requireDeployed,
  serviceInventory,
  serviceSettings,
} from "../world/environment";
import { exitCodes, refused } from "../world/errors";
import type { ExecSessions } from "../world/execSessions";
import type { Reporter, Stack } from "../world/ports";
import { versionOf } from "../world/versions";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";

export interface ExecOptions extends StackOptions {
  service: string;
  color?: Color;
  /** Id of a task, or how it begins. */
  task?: string;
}

export interface ExecParts {
  stack: Pick<Stack, "name" | "settings" | "look">;
  execSessions: ExecSessions;
  reporter: Pick<Reporter, "note">;
}

const shell = ["/bin/sh"];

/** `bluegreen exec`: a command, or a shell, in a running task. Changes nothing that the release knows of. */
export async function exec(
  { stack, execSessions, reporter }: ExecParts,
  words: readonly string[],
  { service, color: wanted, task, json }: Pick<ExecOptions, "service" | "color" | "task" | "json">,
): Promise<CommandResult> {
  const { deployed } = await stack.look();
  const environment = environmentWithoutSecret(stack.name, deployed);
  const { inventory, release } = environment;
  requireDeployed(stack, inventory, [service]);
  const known = serviceInventory(inventory, service);
  const color = wanted ?? servingColor(stack.name, environment, service);
  requireExec(stack, environment, service, color);
  const tasks = await execSessions.tasks(inventory, known.fleets[color]);
  const taskId = chosen(stack.name, { service, color, wanted, tasks, task, words });
  const command = words.length > 0 ? words : shell;
  const version = versionOf(release.services[service]!.fleets[color]);
  reporter.note(`task ${taskId} of ${service} ${color} ${version}: ${command.join(" ")}`);
  const request = { inventory, service: known, taskId, command, toStderr: json === true };
  const exitCode = await execSessions.run(request);
  return {
    json: { ok: exitCode === 0, stack: stack.name, service, color, taskId, exitCode },
    text: "",
    printed: true,
    exitCode: exitCode === 0 ? exitCodes.done : exitCodes.refused,
  };
}

function servingColor(stack: string, { release }: Environment, service: string): Color {
  const color = release.services[service]?.activeColor ?? null;
  if (color !== null) return color;
  throw refused(
    `${service} has no version in production, so there is no task to run a command in`,
    `name the fleet of a release with --color, or release a version: ${bluegreen("deploy", stack, `--service ${service} --image <reference>`)}`,
  );
}

/** Decided by what the fleet was released with, whatever the settings say by now. */
function requireExec(
  stack: ExecParts["stack"],
  { release }: Environment,
  service: string,
  color: Color,
): void {
  const present = serviceSettings(stack, service);
  if (stack.settings.foundation !== undefined) {
    throw refused(
      `${stack.name} is built on ${stack.settings.foundation}, and tasks of such an environment take no commands`,
      `to run one in a task of its own: ${bluegreen("run", stack.name, `--service ${service}`, "-- <command>")}`,
    );
  }
  const fleet = release.services[service]?.fleets[color];
  if (!fleet || settingsOf(present, fleet).exec) return;
  const set = present.exec
    ? "`exec` is set, and waits for a release"
    : `set \`exec: true\` and \`readonlyRootFilesystem: false\` of ${service} in Pulumi.${stack.name}.yaml, and release it`;
  throw refused(
    `${service} ${color} was released without \`exec\`, so its tasks take no commands`,
    `${set}: ${bluegreen("deploy", stack.name, `--service ${service}`)}`,
  );
}

interface Choice {
  service: string;
  color: Color;
  /** Undefined: the fleet that serves, which needs no flag. */
  wanted: Color | undefined;
  tasks: readonly string[];
  task: string | undefined;
  /** The command; empty: a shell. */
  words: readonly string[];
}

function chosen(
  stack: string,
  { service, color, wanted, tasks, task = "", words }: Choice,
): string {
  const [first, second] = tasks.filter((id) => id.startsWith(task));
  if (first !== undefined && (second === undefined || task === "")) return first;
  const next = `to see why: ${bluegreen("logs", stack, `--service ${service}`, "--since 1h")}`;
  if (tasks.length === 0) throw refused(`no task of ${service} ${color} is running`, next);
  const of = `${service}${wanted === undefined ? "" : ` --color ${wanted}`}`;
  const again = bluegreen("exec", stack, `--service ${of}`, `--task ${first ?? tasks[0]}`);
  const command = words.length > 0 ? ` -- ${shellLine(words)}` : "";
  throw refused(
    first === undefined
      ? `no running task of ${service} ${color} has an id that begins with ${task}`
      : `several tasks of ${service} ${color} have ids that begin with ${task}`,
    `name one task: ${again}${command}`,
    tasks.map((id) => `task ${id} is running`),
  );
}
