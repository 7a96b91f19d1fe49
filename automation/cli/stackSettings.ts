import { linesOnAwsDocs } from "../../config/awsDocs";
import { stackProblems } from "../../config/checks/stack";
import { counted } from "../../config/plural";
import { ofNamespace, splitDerived } from "../../config/raw";
import type { Settings } from "../../config/schema";
import { readSettings } from "../../config/settings";
import { stackFileProblems } from "../../config/stackFile";
import { scalarProblems } from "../../config/yamlScalars";
import { appliedStackFile } from "../adapters/pulumi/appliedSettings";
import { awsLoginOf } from "../adapters/pulumi/awsLogin";
import type { EngineOptions } from "../adapters/pulumi/options";
import {
  type Project,
  readStackFile,
  readStackText,
  regionOf,
  type StackFile,
  stackNamesIn,
  textOf,
} from "../adapters/pulumi/settingsFile";
import type { AwsLogin } from "../world/awsLogin";
import { DeployError, refused, StepFailed } from "../world/errors";

/** What a stack's settings file says, checked. */
export interface StackSettings {
  file: StackFile;
  settings: Settings;
  login: AwsLogin;
  /** Used instead of the file; undefined: the file is used. */
  text: string | undefined;
  /** Why the file can't be used, in which case these are the settings of the last `up`; null: it can. */
  unreadable: DeployError | null;
}

/** Settings from the stack's file or, if given, from `text`; refuses what is wrong before Pulumi reads the file. */
export async function stackSettings(
  project: Project,
  stack: string,
  text?: string,
): Promise<StackSettings> {
  const content = text ?? (await readStackText(project, stack));
  const file = await readStackFile(project, stack, content);
  const settings = settingsOf(
    stack,
    ofNamespace(file.config ?? {}, project.name),
    [...stackFileProblems(file, project.name), ...scalarProblems(content, project.name)],
    text !== undefined,
  );
  refuseStackNames(project.name, stack, settings);
  const login = awsLoginOf(file);
  if (file.config?.["aws:region"] !== undefined) regionOf(file);
  return { file, settings, login, text, unreadable: null };
}

/** For commands that must work whatever was done to the file: those of the last `up` where it can't be used. */
export async function presentOrApplied(
  options: Pick<EngineOptions, "project" | "name">,
  engine: () => Promise<EngineOptions["engine"]>,
): Promise<StackSettings> {
  const { project, name } = options;
  try {
    return await stackSettings(project, name);
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const { kind, found, next, reasons } = error;
    try {
      const text = textOf(await appliedStackFile({ ...options, engine: await engine() }));
      const unreadable = new DeployError(kind, withoutClaim(found), next, reasons);
      return { ...(await stackSettings(project, name, text)), unreadable };
    } catch (cause) {
      if (!(cause instanceof DeployError || cause instanceof StepFailed)) throw cause;
      // More likely the stack's name is mistyped.
      if (!(await stackNamesIn(project.cwd)).includes(name)) throw error;
      const why = cause instanceof DeployError ? cause.found : cause.what;
      const also = `the settings of the last \`up\` can't be used either: ${why}`;
      throw new DeployError(kind, found, next, [...reasons, also], { cause });
    }
  }
}

const withoutClaim = (found: string) => found.replace(/; nothing was changed$/, "");

/**
 * Settings of a stack; throws DeployError `refused` with every problem, including `others`. With `edited` they
 * are those that a command is about to write.
 */
export function settingsOf(
  stack: string,
  config: Record<string, unknown>,
  others: readonly string[] = [],
  edited = false,
): Settings {
  const reading = readSettings(splitDerived(config).settings);
  if (reading.ok && others.length === 0) return reading.value;
  // What a reader of YAML takes for something else is no number or text yet.
  const [keys, found] = [others.map(keyIn), reading.ok ? [] : reading.problems];
  const problems = [...others, ...found.filter((problem) => !keys.includes(keyIn(problem)))];
  const have = `${edited ? "would have" : "have"} ${counted(problems.length, "problem")}`;
  throw refused(
    `the settings in Pulumi.${stack}.yaml ${have}; nothing was changed`,
    edited
      ? "run the command again with a name or values that are allowed"
      : "fix the settings and run the command again",
    [...problems, ...linesOnAwsDocs(problems)],
  );
}

/** The key that a problem begins with. */
function keyIn(problem: string): string | undefined {
  return /^`([^`]*)`/.exec(problem)?.[1];
}

function refuseStackNames(project: string, stack: string, settings: Settings): void {
  const problems = stackProblems(project, stack, settings);
  if (problems.length === 0) return;
  throw refused(
    "AWS would refuse resource names built from these; nothing was changed",
    "give the stack another name: rename its settings file, then run the command again",
    problems,
  );
}
