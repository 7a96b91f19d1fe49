import { normalize } from "node:path/posix";
import { mainOf } from "../edit/init/files";
import { readPackageJson } from "../edit/init/packageJson";
import { composeFiles, fromCompose } from "../edit/init/compose";
import { fromDockerfile } from "../edit/init/dockerfile";
import { noProposals, type Proposals } from "../edit/init/proposals";
import type { RepositoryFolder } from "../world/repository";
import { parseYaml } from "../world/yaml";

export interface Found {
  settings: { text: string; project: string } | undefined;
  /** Undefined: there is no Pulumi.yaml. */
  project: string | undefined;
  packageJson: string | undefined;
  isModule: boolean;
  dependencies: Record<string, string>;
  problems: string[];
}

/** What the folder already has, and which of its files are in the way. */
export async function look(folder: RepositoryFolder, stack: string): Promise<Found> {
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

/** What the services that are built here are called, and where they listen. */
export async function proposed(
  folder: RepositoryFolder,
  workers: readonly string[] = [],
): Promise<Proposals> {
  for (const file of composeFiles) {
    const text = await folder.read(file);
    if (text !== undefined) return fromCompose(text, file, workers);
  }
  const text = await folder.read("Dockerfile");
  return text === undefined ? noProposals : fromDockerfile(text, folder.name, workers);
}
