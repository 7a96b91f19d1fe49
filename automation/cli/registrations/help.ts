import { type Command, Help } from "commander";
import { exitCodes, type ExitName, exitWords } from "../../course/exitCodes";

/** What the commands are listed under, in this order. */
export const groups = [
  "Release:",
  "When something is wrong:",
  "Look:",
  "Environments and services:",
  "Previews:",
  "Access:",
] as const;

/** How a command presents itself. */
export interface Described {
  group: (typeof groups)[number];
  /** In the list of commands. */
  does: string;
  /** Each is a command that can be pasted, without `bluegreen`. */
  examples: readonly string[];
}

/** Commands that only have subcommands. */
export const families: Readonly<Record<string, string>> = {
  service: "Add and remove services of an environment",
  host: "Add and remove production names of a service",
  env: "Create and destroy environments",
  preview: "Short-lived environments for pull requests",
};

export function describe(command: Command, { group, does, examples }: Described): Command {
  const lines = examples.map((example) => `  bluegreen ${example}`);
  return command
    .description(does)
    .helpGroup(group)
    .addHelpText("after", ["", `Example${lines.length > 1 ? "s" : ""}:`, ...lines].join("\n"));
}

/** `bluegreen service add`. */
export function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** Of the program and, by inheritance, of every command added afterwards. */
export function helpOfProgram(program: Command): void {
  program
    .description("Blue/green releases of microservices on AWS, without a failed request")
    .usage("<command> [options]")
    .helpOption("-h, --help", "print this help")
    .configureHelp({
      commandUsage,
      visibleOptions,
      optionDescription,
      subcommandTerm,
      formatHelp: (command, helper) => {
        // Here alone: what a mistyped command is compared with are the real subcommands.
        helper.visibleCommands = leaves;
        return Help.prototype.formatHelp.call(helper, command, helper);
      },
    })
    .addHelpText("after", footer);
}

const footer = `
Examples:
  bluegreen plan --stack dev --service users --image example.com/users:1.4.0
  bluegreen deploy --stack dev --service users --image example.com/users:1.4.0
  bluegreen status --stack dev
  bluegreen rollback --stack dev

Exit codes:
${(Object.keys(exitCodes) as ExitName[])
  .map((name) => `  ${exitCodes[name]}  ${exitWords[name].short}`)
  .join("\n")}

bluegreen <command> --help   options and examples of a command
bluegreen explain exit 4     what an exit code, a step or a phase means, and
                             what to do`;

/** Commands that do something: `service add` in place of `service`. */
function leaves(command: Command): Command[] {
  return command.commands.flatMap((one) => (one.commands.length > 0 ? leaves(one) : [one]));
}

/** With the options that can't be left out. */
function commandUsage(command: Command): string {
  if (command.commands.length > 0) return `${pathOf(command)} <command> [options]`;
  const required = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  return [pathOf(command), ...args(command), ...required, "[options]"].join(" ");
}

function subcommandTerm(command: Command): string {
  return [pathOf(command).replace(/^bluegreen /, ""), ...args(command)].join(" ");
}

function args({ registeredArguments }: Command): string[] {
  return registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
}

/** What a command has of its own comes first. */
function visibleOptions(this: Help, command: Command) {
  const common = ["--cwd", "--json", "--help"];
  const rank = (long: string | null | undefined) => common.indexOf(long ?? "");
  return Help.prototype.visibleOptions
    .call(this, command)
    .toSorted((one, other) => rank(one.long) - rank(other.long));
}

/** A default that says nothing, such as `false` or `[]`, is left out. */
function optionDescription(option: ReturnType<Help["visibleOptions"]>[number]): string {
  const { description } = option;
  const value = option.defaultValueDescription ?? (option.defaultValue as unknown);
  const says = typeof value === "string" || typeof value === "number";
  return says ? `${description} (default: ${value})` : description;
}
