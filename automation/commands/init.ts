import { normalize } from "node:path/posix";
import { readSettings } from "../../config/settings";
import { stackProblems } from "../../config/checks/stack";
import { counted } from "../../config/plural";
import { list } from "../../config/problem";
import { bluegreen } from "../course/commandLines";
import { shellLine } from "../course/shellLine";
import { type Answers, filesFor, mainOf, settingsOf, settingsText } from "../edit/init/files";
import { readPackageJson } from "../edit/init/packageJson";
import { composeFiles, fromCompose, fromDockerfile, type Proposals } from "../edit/init/proposals";
import { exitCodes, refused } from "../world/errors";
import type { FirstVerify, RepositoryFolder } from "../world/repository";
import { parseYaml } from "../world/yaml";
import type { Finding } from "../verify/finding";
import { describeFindings } from "../verify/table";
import { type InitOptions, readFlags } from "./initFlags";
import type { CommandResult } from "./result";

/** Asks for what flags and the repository leave open. */
export type Ask = (open: Partial<Answers>, proposals: Proposals) => Promise<Partial<Answers>>;

export interface InitPorts {
  folder: RepositoryFolder;
  /** Null: nobody is there to answer. */
  ask: Ask | null;
  /** Version of this package. */
  version: string;
  /** Runs `verify` of the package that is installed in the folder; null: it is not wanted. */
  verify: ((region: string | undefined) => Promise<FirstVerify>) | null;
}

/** `bluegreen init`: what a repository needs; changes nothing that exists. */
export async function init(options: InitOptions, ports: InitPorts): Promise<CommandResult> {
  const { folder } = ports;
  const { stack } = options;
  const found = await look(folder, stack);
  const problems = [...found.problems];
  const proposals = await proposed(folder);
  const given = readFlags(options);
  problems.push(...given.problems);
  const settings =
    found.settings ?? (await newSettings(options, { ...ports, proposals, given, problems, found }));
  if (problems.length > 0 || !settings) {
    throw refused(
      `a repository can't be set up like this (${counted(problems.length, "problem")}); nothing was written`,
      "fix these problems, and run the command again",
      problems,
    );
  }
  const archive = `bluegreen-${ports.version}.tgz`;
  const specifier = (await folder.read(archive)) === undefined ? null : `file:${archive}`;
  const files = filesFor(stack, settings, {
    ...found,
    folder: folder.name,
    specifier,
    workflows: options.workflows ? await folder.workflows() : {},
    access: options.access,
  });
  const lines = await write(folder, files, found.packageJson);
  const names = [...Object.keys(found.dependencies), ...(specifier ? ["bluegreen"] : [])];
  const install = names.includes("bluegreen") ? "npm install" : `npm install <folder>/${archive}`;
  const leftOut = found.settings ? unused(given.flags, stack) : proposals.leftOut;
  const left = leftOut.map((line) => `left out: ${line}`);
  const verified = await ports.verify?.(regionIn(settings.text));
  const steps = stepsAfter(verified, options, install);
  return {
    text: [...left, ...lines, ...steps.lines].join("\n"),
    json: { ok: true, stack, files: lines, leftOut, ...steps.json },
    exitCode: exitCodes.done,
  };
}

/** What is to be run next: `verify`, until it has nothing against the first `up`. */
function stepsAfter(
  verified: FirstVerify | undefined,
  { cwd, stack }: InitOptions,
  install: string,
): { lines: string[]; json: object } {
  const there = goTo(cwd);
  const verify = `npx ${bluegreen("verify", stack)}`;
  const up = bluegreen("up", stack);
  const then = `npx ${up}`;
  if (verified && "findings" in verified) {
    // That there is no environment yet is no problem here.
    const findings = (verified.findings as Finding[]).filter(({ todo }) => todo !== up);
    const failed = findings.some(({ status }) => status === "error");
    const next = failed ? `fix what has failed, then: ${there}${verify}` : `${there}${then}`;
    return { lines: [describeFindings(findings), `next: ${next}`], json: { verified, next } };
  }
  const next = `${there}${install} && ${verify}`;
  const why = verified === undefined ? [] : [`not verified: ${verified.why}`];
  return {
    lines: [...why, `next: ${next}`, `then: ${then}`],
    json: { ...(verified && { verified }), next, then },
  };
}

function regionIn(text: string): string | undefined {
  return /^\s+"?aws:region"?:\s*"?([a-z0-9-]+)/m.exec(text)?.[1];
}

/** Empty for the folder where the command runs. */
function goTo(folder: string): string {
  if (normalize(`${folder}/`) === "./") return "";
  return `${shellLine(["cd", ...(folder.startsWith("-") ? ["--"] : []), folder])} && `;
}

/** Answers that nothing was made of: the settings exist. */
function unused(flags: readonly string[], stack: string): string[] {
  if (flags.length === 0) return [];
  return [`${list(flags)}: Pulumi.${stack}.yaml already exists and was kept; edit it instead`];
}

interface Found {
  settings: { text: string; project: string } | undefined;
  /** Undefined: there is no Pulumi.yaml. */
  project: string | undefined;
  packageJson: string | undefined;
  isModule: boolean;
  dependencies: Record<string, string>;
  problems: string[];
}

/** What the folder already has, and which of its files are in the way. */
async function look(folder: RepositoryFolder, stack: string): Promise<Found> {
  const problems: string[] = [];
  const packageJson = await folder.read("package.json");
  const parsed = packageJson === undefined ? {} : readPackageJson(packageJson);
  if (!parsed) problems.push("`package.json` is not a JSON object");
  const isModule = parsed?.type === "module";
  const main = mainOf(isModule);
  const program = await folder.read(main);
  if (program !== undefined && !program.includes("bluegreen.program")) {
    problems.push(`\`${main}\` is another program: ${elsewhere}`);
  }
  const projectFile = await folder.read("Pulumi.yaml");
  const project = projectFile === undefined ? undefined : projectIn(projectFile, main, problems);
  const text = await folder.read(`Pulumi.${stack}.yaml`);
  const { dependencies, devDependencies } = parsed ?? {};
  return {
    settings: text === undefined ? undefined : { text, project: project ?? namespaceIn(text) },
    ...{ project, packageJson, isModule, problems },
    dependencies: { ...dependencies, ...devDependencies },
  };
}

const elsewhere = "run this in a folder of its own, such as `bluegreen init --cwd infra`";

interface ProjectFile {
  name?: unknown;
  main?: unknown;
  runtime?: unknown;
}

/** The name of a project that runs `main`. */
function projectIn(text: string, main: string, problems: string[]): string | undefined {
  const {
    name,
    main: runs = main,
    runtime,
  } = (parseYaml(text, "Pulumi.yaml") ?? {}) as ProjectFile;
  const language =
    typeof runtime === "object" ? (runtime as { name?: unknown } | null)?.name : runtime;
  if (language !== "nodejs") {
    problems.push(
      `\`Pulumi.yaml\` does not use the runtime \`nodejs\`: it belongs to another program; ${elsewhere}`,
    );
  } else if (typeof runs !== "string" || normalize(runs) !== main) {
    problems.push(`\`Pulumi.yaml\` runs a program other than \`${main}\`: ${elsewhere}`);
  }
  if (typeof name === "string" && /^[\w.-]{1,100}$/.test(name)) return name;
  problems.push("`Pulumi.yaml` has no valid `name`");
  return undefined;
}

/** Of settings without a project, as a run leaves them that was killed. */
function namespaceIn(text: string): string {
  return /^\s+"?([\w.-]+):domain"?:/m.exec(text)?.[1] ?? "bluegreen";
}

async function proposed(folder: RepositoryFolder): Promise<Proposals> {
  for (const file of composeFiles) {
    const text = await folder.read(file);
    if (text !== undefined) return fromCompose(text, file);
  }
  const text = await folder.read("Dockerfile");
  return text === undefined ? { services: [], leftOut: [] } : fromDockerfile(text, folder.name);
}

interface Asking extends Pick<InitPorts, "ask"> {
  proposals: Proposals;
  given: ReturnType<typeof readFlags>;
  problems: string[];
  found: Found;
}

async function newSettings(
  { stack, project: named }: InitOptions,
  { ask, proposals, given, problems, found }: Asking,
): Promise<Found["settings"]> {
  const project = found.project ?? named ?? "bluegreen";
  if (named !== undefined && named !== project) {
    problems.push(
      `\`--project ${named}\` is not the name in \`Pulumi.yaml\`, which is \`${project}\``,
    );
  }
  if (!/^[\w.-]{1,100}$/.test(project)) problems.push(`\`${project}\` can't be a project's name`);
  // Whoever is asked has given no wrong answer yet.
  const asked = ask && problems.length === 0 ? await ask(given.answers, proposals) : {};
  const { services = proposals.services, ...known } = { ...given.answers, ...asked };
  const { region, domain } = known;
  if (region === undefined) problems.push("`--region` is missing, such as `--region eu-central-1`");
  if (domain === undefined)
    problems.push("`--domain` is missing, such as `--domain dev.example.com`");
  const usual = { zone: null, network: null, workers: [], region: "", domain: "example.com" };
  const answers: Answers = { ...usual, ...known, project, stack, services };
  if (answers.zone !== null && !isWithin(answers.domain, answers.zone)) {
    problems.push(`\`--domain ${answers.domain}\` is not in the zone \`${answers.zone}\``);
  }
  const reading = readSettings(settingsOf(answers));
  if (reading.ok) problems.push(...stackProblems(project, stack, reading.value));
  else problems.push(...reading.problems);
  return { text: settingsText(answers), project };
}

const isWithin = (domain: string, zone: string) => domain === zone || domain.endsWith(`.${zone}`);

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
