import { readSettings } from "../../config/settings";
import { isWithin } from "../../config/names";
import { stackProblems } from "../../config/checks/stack";
import { type Answers, settingsOf, settingsText } from "../edit/init/files";
import type { Proposals } from "../edit/init/proposals";
import { givenTwice, type InitOptions, type readFlags } from "./initFlags";
import type { Found } from "./initLook";

/** Asks for what flags and the repository leave open. */
export type Ask = (open: Partial<Answers>, proposals: Proposals) => Promise<Partial<Answers>>;

interface Asking {
  /** Null: nobody is there to answer. */
  ask: Ask | null;
  proposals: Proposals;
  given: ReturnType<typeof readFlags>;
  problems: string[];
  found: Found;
}

/** Of another name for a project that exists. */
export function projectProblems(
  { stack, project: named }: InitOptions,
  { project, settings }: Found,
): string[] {
  const known = project ?? settings?.project;
  if (named === undefined || known === undefined || named === known) return [];
  const where = project === undefined ? `Pulumi.${stack}.yaml` : "Pulumi.yaml";
  return [`\`--project ${named}\` is not the name in \`${where}\`, which is \`${known}\``];
}

/** Text, and what it says. */
export interface NewSettings {
  text: string;
  project: string;
  answers: Answers;
}

/** Adds to the problems. */
export async function newSettings(
  { stack, project: named }: InitOptions,
  { ask, proposals, given, problems, found }: Asking,
): Promise<NewSettings> {
  const project = found.project ?? named ?? "bluegreen";
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
  const names = [...services.map(({ name }) => name), ...answers.workers];
  problems.push(...givenTwice(names).filter((text) => !problems.includes(text)));
  const reading = readSettings(settingsOf(answers));
  if (reading.ok) problems.push(...stackProblems(project, stack, reading.value));
  else problems.push(...reading.problems);
  return { text: settingsText(answers), project, answers };
}
