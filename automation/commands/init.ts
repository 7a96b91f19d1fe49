import { counted } from "../../config/plural";
import { list } from "../../config/problem";
import { filesFor } from "../edit/init/files";
import { noProposals } from "../edit/init/proposals";
import { exitCodes, refused } from "../world/errors";
import type { FirstVerify, RepositoryFolder } from "../world/repository";
import { type InitOptions, readFlags } from "./initFlags";
import { type Found, look, proposed } from "./initLook";
import { leftOutOf, notesOn, notesOnWorkflows } from "./initNotes";
import { type Ask, newSettings, projectProblems } from "./initSettings";
import { type Next, regionIn, stepsAfter } from "./initSteps";
import type { CommandResult } from "./result";

export interface InitPorts {
  folder: RepositoryFolder;
  /** Null: nobody is there to answer. */
  ask: Ask | null;
  /** Version of this package. */
  version: string;
  /** Runs `verify` of the package that is installed in the folder; null: it is not wanted. */
  verify: ((region: string | undefined) => Promise<FirstVerify>) | null;
}

/** `bluegreen init`: writes what a repository needs; replaces no file, and only adds to package.json. */
export async function init(options: InitOptions, ports: InitPorts): Promise<CommandResult> {
  const { folder } = ports;
  const { stack } = options;
  const workflows = options.workflows ? await folder.workflows() : {};
  const found = await look(folder, { ...options, workflows: Object.keys(workflows) });
  const given = readFlags(options);
  const { settings, made, proposals } = await settingsFor(options, ports, found, given);
  const archive = `bluegreen-${ports.version}.tgz`;
  const specifier = (await folder.read(archive)) === undefined ? null : `file:${archive}`;
  const files = filesFor(stack, settings, {
    ...found,
    folder: folder.name,
    specifier,
    ...{ workflows, access: options.access },
  });
  const lines = await write(folder, files, found.packageJson);
  const isNamed = specifier !== null || "bluegreen" in found.dependencies;
  const next: Next = { ...options, ...found, archive: isNamed ? null : archive };
  const leftOut = made ? leftOutOf(proposals, made.answers, next) : unused(given.flags, stack);
  const notes = [
    ...(made ? notesOn(proposals, made.answers, next) : []),
    ...(await notesOnWorkflows(lines, folder, next)),
  ];
  const left = [...leftOut.map((line) => `left out: ${line}`), ...notes];
  const verified = await ports.verify?.(regionIn(settings.text));
  const steps = stepsAfter(verified, next);
  return {
    text: [...left, ...lines, ...steps.lines].join("\n"),
    json: { ok: true, stack, files: lines, leftOut, notes, ...steps.json },
    exitCode: exitCodes.done,
  };
}

/** Those that are there, or new ones; throws with every problem. */
async function settingsFor(
  options: InitOptions,
  { folder, ask }: InitPorts,
  found: Found,
  given: ReturnType<typeof readFlags>,
) {
  const problems = [...found.problems, ...given.problems, ...projectProblems(options, found)];
  const isOpen = !found.settings && !given.answers.services;
  const proposals = isOpen ? await proposed(folder, given.answers.workers) : noProposals;
  const made = found.settings
    ? null
    : await newSettings(options, { ask, proposals, given, problems, found });
  const settings = found.settings ?? made;
  if (problems.length === 0 && settings) return { settings, made, proposals };
  throw refused(
    `a repository can't be set up like this (${counted(problems.length, "problem")}); nothing was written`,
    "fix these problems, and run the command again",
    problems,
  );
}

/** Answers that nothing was made of: the settings exist. */
function unused(flags: readonly string[], stack: string): string[] {
  if (flags.length === 0) return [];
  return [`${list(flags)}: Pulumi.${stack}.yaml already exists and was kept; edit it instead`];
}

/** A line for each file: what happened to it. */
async function write(
  folder: RepositoryFolder,
  files: readonly [path: string, text: string][],
  packageJson: string | undefined,
): Promise<string[]> {
  const lines: string[] = [];
  for (const [path, text] of files) {
    if (path === "package.json" && packageJson !== undefined) {
      if (text === packageJson) lines.push(`kept    ${path}`);
      else {
        await folder.replace(path, text);
        lines.push(`changed ${path}`);
      }
    } else lines.push(`${(await folder.create(path, text)) ? "wrote  " : "kept   "} ${path}`);
  }
  return lines;
}
