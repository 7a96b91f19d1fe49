import { list } from "../../config/problem";
import { bluegreen } from "../course/commandLines";
import type { Answers } from "../edit/init/files";
import type { LeftOut, Proposals } from "../edit/init/proposals";
import type { RepositoryFolder } from "../world/repository";
import { inFolder, type Next } from "./initSteps";

/** Services of the repository that the settings don't have, a line each. */
export function leftOutOf(
  { leftOut }: Proposals,
  { services, workers }: Answers,
  next: Next,
): string[] {
  const written = [...services.map(({ name }) => name), ...workers];
  return leftOut
    .filter(({ name }) => !written.includes(name))
    .map((one) => `${one.why}${howToAdd(one, next)}`);
}

function howToAdd({ name, template }: LeftOut, next: Next): string {
  if (template === null) return "";
  if (template === "worker") {
    const command = bluegreen(`service add ${name}`, next.stack, "--from worker");
    return `; if it is a worker: ${inFolder(next, command)}`;
  }
  const command = bluegreen(`service add ${name}`, next.stack, "--no-up");
  return `; add it, then set its \`port\`: ${inFolder(next, command)}`;
}

/** What the settings say that nobody has said, a line each. */
export function notesOn(
  proposals: Proposals,
  { services, workers }: Answers,
  next: Next,
): string[] {
  const { stack } = next;
  if (services.length + workers.length === 0) {
    const add = bluegreen("service add api", stack);
    return [`no service yet; add one, such as \`api\`: ${inFolder(next, add)}`];
  }
  const taken = new Set(services.map(({ name }) => name));
  const written = proposals.services.filter(({ name }) => taken.has(name));
  const unsaid = written.filter(({ health }) => health === null).map(({ name }) => name);
  return [
    ...written
      .filter(({ name, from }) => name !== from)
      .map(({ name, from }) => `renamed: ${from} to ${name}`),
    ...(unsaid.length > 0
      ? [
          `assumed: the health check of ${list(unsaid)} is /health; if not, edit \`healthCheck\` and ` +
            `\`checks\` in Pulumi.${stack}.yaml`,
        ]
      : []),
    ...written.flatMap(({ name, port, healthPort }) =>
      healthPort === undefined
        ? []
        : [
            `no checks before traffic: ${name} answers health checks on port ${healthPort}; add \`checks\` ` +
              `with paths of port ${port} in Pulumi.${stack}.yaml`,
          ],
    ),
  ];
}

/** Of lines about files: the workflows are written for npm, and GitHub runs only those at the top of a repository. */
export async function notesOnWorkflows(
  lines: readonly string[],
  folder: Pick<RepositoryFolder, "read" | "inRepository">,
  { manager: { name } }: Next,
): Promise<string[]> {
  const paths = lines.map((line) => /^(\w+) +(\.github\/workflows\/.*)$/.exec(line) ?? []);
  const written = paths.filter(([, what]) => what === "wrote");
  const kept = paths.flatMap(([, what, path]) => (what === "kept" ? [path!] : []));
  const texts = await Promise.all(kept.map((path) => folder.read(path)));
  const others = kept.filter((_, at) => !texts[at]?.includes("bluegreen"));
  const notes = others.map(
    (path) =>
      `to rename: ${path} is a workflow of your own and was kept; to get the one that belongs there, rename it and ` +
      "run `init` again",
  );
  if (written.length === 0) return notes;
  if (name !== "npm") {
    notes.push(`to edit: .github/workflows install with \`npm ci\`; this repository uses ${name}`);
  }
  const { inRepository } = folder;
  if (inRepository !== "") {
    notes.push(
      "to move: GitHub runs workflows only from .github/workflows at the top of the repository; move them there, " +
        `set \`working-directory: ${inRepository}\` in \`defaults.run\`, and prefix their file paths ` +
        `with \`${inRepository}/\``,
    );
  }
  return notes;
}
