import { normalize } from "node:path/posix";
import { list } from "../../config/problem";
import type { RepositoryFolder } from "../world/repository";
import { parseYaml } from "../world/yaml";

/** Way out for a team whose own files are where `init` would write. */
export const elsewhere =
  "run this in a folder of its own, such as `npx bluegreen init --cwd infra`";

/** Under which only Pulumi finds a project. */
const otherNames = ["Pulumi.yml", "Pulumi.json"] as const;

/** What the project in the folder is, or why it can't be one for `main`. */
export async function lookAtProject(
  folder: RepositoryFolder,
  main: string,
): Promise<{ project: string | undefined; problems: string[] }> {
  const problems: string[] = [];
  const program = await folder.read(main);
  if (program !== undefined && !exportsOwn(program, "program")) {
    problems.push(`\`${main}\` is another program: ${elsewhere}`);
  }
  const text = await folder.read("Pulumi.yaml");
  if (text === undefined) {
    for (const name of await present(folder, otherNames)) {
      problems.push(
        `\`${name}\` is a project that only Pulumi would find; rename it to \`Pulumi.yaml\`, or ${elsewhere}`,
      );
    }
    return { project: undefined, problems };
  }
  const { name, problem } = projectIn(text, "Pulumi.yaml", main);
  if (problem !== null) problems.push(`${problem}${elsewhere}`);
  if (name === undefined) problems.push("`Pulumi.yaml` has no valid `name`");
  return { project: name, problems };
}

/** Why access/ can't be completed: what is there belongs to another program. A whole program stays as it is. */
export async function lookAtAccess(folder: RepositoryFolder, main: string): Promise<string[]> {
  const leaveOut = "leave access/ out with `--no-access`";
  const program = await folder.read(`access/${main}`);
  const text = await folder.read("access/Pulumi.yaml");
  if (text !== undefined) {
    if (program !== undefined) return [];
    const { problem } = projectIn(text, "access/Pulumi.yaml", main);
    return problem === null ? [] : [`${problem}${leaveOut}`];
  }
  const others = await present(
    folder,
    otherNames.map((name) => `access/${name}`),
  );
  if (others.length > 0) {
    const files = list(others.map((name) => `\`${name}\``));
    return [`${files} would no longer say what runs in access/: ${leaveOut}`];
  }
  if (program === undefined || exportsOwn(program, "access")) return [];
  return [
    `\`access/${main}\` is another program, which a new \`access/Pulumi.yaml\` would run: ${leaveOut}`,
  ];
}

/** However it is imported and exported; `programWith` is one as well. */
function exportsOwn(text: string, name: "program" | "access"): boolean {
  const code = text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
  const isImported = /(["'])(?:[^"']*\/)?bluegreen(?:\.[cm]?[jt]s)?\1/.test(code);
  return isImported && new RegExp(`\\b${name}(?:With)?\\b`).test(code);
}

/** Those that are there. */
export async function present<Name extends string>(
  folder: RepositoryFolder,
  names: readonly Name[],
): Promise<Name[]> {
  const texts = await Promise.all(names.map((name) => folder.read(name)));
  return names.filter((_, at) => texts[at] !== undefined);
}

interface ProjectFile {
  name?: unknown;
  main?: unknown;
  runtime?: unknown;
}

/** The name of a project, and why it does not run `main`. */
function projectIn(
  text: string,
  file: string,
  main: string,
): { name: string | undefined; problem: string | null } {
  const { name, main: runs = main, runtime } = (parseYaml(text, file) ?? {}) as ProjectFile;
  const language =
    typeof runtime === "object" ? (runtime as { name?: unknown } | null)?.name : runtime;
  const isValid = typeof name === "string" && /^[\w.-]{1,100}$/.test(name);
  const problem =
    language !== "nodejs"
      ? `\`${file}\` does not use the runtime \`nodejs\`: it belongs to another program; `
      : typeof runs !== "string" || normalize(runs) !== main
        ? `\`${file}\` runs a program other than \`${main}\`: `
        : null;
  return { name: isValid ? name : undefined, problem };
}
