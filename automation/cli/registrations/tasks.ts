import { Option } from "commander";
import { colors } from "../../../release/state";
import type { ExecOptions } from "../../commands/exec";
import type { LogsOptions } from "../../commands/logs";
import type { RunOptions } from "../../commands/runOnce";
import { seconds } from "./options";
import type { Commands } from "./program";

const lazyLogs = () => require("../../commands/logs") as typeof import("../../commands/logs");
const lazyExec = () => require("../../commands/exec") as typeof import("../../commands/exec");
const lazyRun = () => require("../../commands/runOnce") as typeof import("../../commands/runOnce");

/** `logs`, `run` and `exec`: what tasks write, and commands in a task of their own or in one that runs. */
export function tasksCommands({ add, watch }: Commands): void {
  addLogs({ add, watch });
  addRun({ add, watch });
  addExec({ add, watch });
}

type Adding = Pick<Commands, "add" | "watch">;

function addExec({ add, watch }: Adding): void {
  add("exec", {
    group: "Look:",
    does: "open a shell, or run a command, in a running task (ECS Exec)",
    examples: [
      "exec --stack dev --service users",
      "exec --stack dev --service users --task 4f2 -- ps aux",
    ],
  })
    .argument("[command...]", "the command, after `--` (default: `/bin/sh`)")
    .requiredOption("--service <name>", "the service")
    .addOption(
      new Option("--color <color>", "the fleet (default: the one that serves)").choices([
        ...colors,
      ]),
    )
    .option("--task <id>", "the task, or how its id begins (default: the first one)")
    .action((words: string[], options: ExecOptions) =>
      watch(options, (session) =>
        lazyExec().exec({ stack: session.stack, ...session.tasks() }, words, options),
      ),
    );
}

function addLogs({ add, watch }: Adding): void {
  add("logs", {
    group: "Look:",
    does: "print the logs of a service's tasks, both colors in one stream",
    examples: [
      "logs --stack dev --service users --since 1h",
      "logs --stack dev --service users --color green --follow",
    ],
  })
    .requiredOption("--service <name>", "the service")
    .addOption(new Option("--color <color>", "only this fleet").choices([...colors]))
    .addOption(
      new Option("--since <time>", "how far back: 90s, 10m, 2h, 1d")
        .argParser(seconds)
        .default(600, "10m"),
    )
    .option("--follow", "keep printing until Ctrl-C; with `--json`, one document per line")
    .action((options: LogsOptions) =>
      watch(options, (session, print) =>
        lazyLogs().logs({ stack: session.stack, ...session.tasks(), print }, options),
      ),
    );
}

function addRun({ add, watch }: Adding): void {
  add("run", {
    group: "Look:",
    does: "run a command in a one-off task of the serving version",
    examples: ["run --stack dev --service users -- node migrate.cjs"],
  })
    .argument("[command...]", "the command, after `--`")
    .requiredOption("--service <name>", "the service")
    .addOption(
      new Option("--timeout <time>", "stop it after this long: 90s, 10m, 2h, 1d")
        .argParser(seconds)
        .default(3600, "1h"),
    )
    .option("--stop <task>", "stop a task that an interrupted `run` left behind")
    .action((words: string[], options: RunOptions) =>
      watch(options, (session, print) =>
        lazyRun().runOnce({ stack: session.stack, ...session.tasks(), print }, words, options),
      ),
    );
}
