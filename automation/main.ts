/** The command line. Loads no engine and no SDK before a command needs it. */
import { Command, CommanderError } from "commander";
import { DeployError, exitCodes } from "./errors";
import type { DeployOptions, StackOptions } from "./commands/options";
import type { RollbackOptions } from "./commands/recover";
import type { CommandResult } from "./commands/result";

const collect = (value: string, all: string[]) => [...all, value];

function build(perform: (options: StackOptions, action: Action) => Promise<void>): Command {
  const program = new Command("bluegreen")
    .description("Blue/green releases of microservices on AWS, without one failed request")
    .showHelpAfterError("(see bluegreen --help)")
    .addHelpText("after", exitCodeHelp)
    .exitOverride();
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .requiredOption("--stack <stack>", "Pulumi stack: the environment")
      .option("--cwd <folder>", "folder of Pulumi.yaml", process.cwd())
      .option("--json", "one JSON document on stdout", false);
  const release = (name: string, description: string) =>
    command(name, description)
      .requiredOption("--service <name>", "service to release; repeat for several", collect, [])
      .requiredOption(
        "--image <reference>",
        "its image, by tag or digest; one for each service",
        collect,
        [],
      )
      .option("--force-from-broken", "release although production is down", false);

  release("deploy", "release an image by the six steps").action((options: DeployOptions) =>
    perform(options, ({ run }) => lazyDeploy().deploy(run(), options)),
  );
  release("plan", "show what a release would do; changes nothing").action(
    (options: DeployOptions) => perform(options, ({ run }) => lazyPlan().plan(run(), options)),
  );
  command("status", "tell where the release stands").action((options: StackOptions) =>
    perform(options, ({ stack }) => lazyStatus().status(stack)),
  );
  command("resume", "go on with a release that was interrupted").action((options: StackOptions) =>
    perform(options, ({ run }) => lazyRecover().resume(run())),
  );
  command("abort", "end the release under way without its candidate").action(
    (options: StackOptions) => perform(options, ({ run }) => lazyRecover().abort(run())),
  );
  command("rollback", "return production to what served before")
    .option("--service <name>", "after the old fleet has stopped: what to roll back", collect, [])
    .action((options: RollbackOptions) =>
      perform(options, ({ run }) => lazyRecover().rollback(run(), options)),
    );
  command("up", "bring the environment to its settings; moves no traffic, changes no image").action(
    (options: StackOptions) => perform(options, ({ stackOptions }) => lazyUp().up(stackOptions)),
  );
  return program;
}
type Session = import("./adapters/session").Session;
type Action = (session: Session) => Promise<CommandResult>;

const lazyDeploy = () => require("./commands/deploy") as typeof import("./commands/deploy");
const lazyPlan = () => require("./commands/plan") as typeof import("./commands/plan");
const lazyStatus = () => require("./commands/status") as typeof import("./commands/status");
const lazyRecover = () => require("./commands/recover") as typeof import("./commands/recover");
const lazyUp = () =>
  require("./adapters/pulumi/plainUp") as typeof import("./adapters/pulumi/plainUp");

const exitCodeHelp = `
Exit codes: ${Object.entries(exitCodes)
  .map(([name, code]) => `${code} ${name}`)
  .join(", ")}`;

async function perform(options: StackOptions, action: Action): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  }
  try {
    const { openSession } = require("./adapters/session") as typeof import("./adapters/session");
    const { text, json, exitCode } = await action(await openSession(options, stop.signal));
    process.stdout.write(`${options.json ? JSON.stringify(json) : text}\n`);
    process.exitCode = exitCode;
  } catch (error) {
    const { describeFailure } =
      require("./adapters/console/failure") as typeof import("./adapters/console/failure");
    const { text, json, exitCode } = describeFailure(
      error === stop.signal.reason ? stopped(options.stack, stop.signal) : error,
    );
    process.stderr.write(`${text}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify(json)}\n`);
    process.exitCode = exitCode;
  }
}

/** Between two `up`s a release rests: whoever stops the deployer there leaves nothing half done. */
function stopped(stack: string, { reason }: AbortSignal): DeployError {
  return new DeployError(
    "stoppedMidway",
    `${(reason as Error).message}; what was done so far is recorded, and production is served`,
    `bluegreen status --stack ${stack}`,
  );
}

/** Runs the command line; the one place that decides the exit code. */
export async function main(argv: string[]): Promise<void> {
  try {
    await build(perform).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
  }
}
