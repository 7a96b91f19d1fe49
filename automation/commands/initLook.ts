import { mainOf } from "../edit/init/files";
import { lockFiles, type PackageManager, packageManager } from "../edit/init/packageManager";
import { readPackageJson } from "../edit/init/packageJson";
import { composeFiles, fromCompose } from "../edit/init/compose";
import { fromDockerfile } from "../edit/init/dockerfile";
import { noProposals, type Proposals } from "../edit/init/proposals";
import type { RepositoryFolder } from "../world/repository";
import { elsewhere, lookAtAccess, lookAtProject, present } from "./initPrograms";

/** What is to be written. */
export interface Wanted {
  stack: string;
  /** File names. */
  workflows: readonly string[];
  access: boolean;
}

export interface Found {
  settings: { text: string; project: string } | undefined;
  /** Undefined: there is no Pulumi.yaml. */
  project: string | undefined;
  packageJson: string | undefined;
  isModule: boolean;
  dependencies: Record<string, string>;
  manager: PackageManager;
  problems: string[];
}

/** What the folder already has, and which of its files are in the way. */
export async function look(
  folder: RepositoryFolder,
  { stack, workflows, access }: Wanted,
): Promise<Found> {
  const packageJson = await folder.read("package.json");
  const parsed = packageJson === undefined ? {} : readPackageJson(packageJson);
  const isModule = parsed?.type === "module";
  const main = mainOf(isModule);
  const { project, problems } = await lookAtProject(folder, main);
  const text = await folder.read(`Pulumi.${stack}.yaml`);
  const paths = [
    ...[`Pulumi.${stack}.yaml`, "Pulumi.yaml", main, "package.json"],
    ...workflows.map((name) => `.github/workflows/${name}`),
    ...(access ? ["access/Pulumi.yaml", `access/${main}`] : []),
  ];
  const { dependencies, devDependencies, packageManager: declared } = parsed ?? {};
  const locks = await present(folder, Object.keys(lockFiles) as (keyof typeof lockFiles)[]);
  return {
    settings: text === undefined ? undefined : { text, project: project ?? namespaceIn(text) },
    ...{ project, packageJson, isModule },
    problems: [
      ...(parsed ? [] : ["`package.json` is not a JSON object"]),
      ...problems,
      ...(access ? await lookAtAccess(folder, main) : []),
      ...(await inTheWay(folder, paths)),
    ],
    manager: packageManager(declared, locks),
    dependencies: { ...dependencies, ...devDependencies },
  };
}

async function inTheWay(folder: RepositoryFolder, paths: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const obstacle = await folder.obstacle(path);
    if (obstacle !== null) found.set(obstacle, path);
  }
  return [...found].map(([obstacle, path]) => {
    const what =
      obstacle === path ? `\`${path}\` is not a file` : `\`${obstacle}\` is not a folder`;
    const flag = /^(?:access|\.github)\b/.exec(path)?.[0];
    if (flag === undefined) return `${what}: ${elsewhere}`;
    return `${what}: rename it, or add \`--no-${flag === "access" ? flag : "workflows"}\``;
  });
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
  const composed = await composedIn(folder, workers);
  const dockerfile = await folder.read("Dockerfile");
  if (dockerfile === undefined || composed.buildsSome) return composed;
  const { services, leftOut } = fromDockerfile(dockerfile, folder.name, workers);
  return { services, leftOut: [...leftOut, ...composed.leftOut] };
}

/** False for what only runs beside a service while it is developed, such as a database. */
async function composedIn(
  folder: RepositoryFolder,
  workers: readonly string[],
): Promise<Proposals & { buildsSome: boolean }> {
  for (const file of composeFiles) {
    const text = await folder.read(file);
    if (text === undefined) continue;
    const { services, leftOut } = fromCompose(text, file);
    const buildsSome = services.length > 0 || leftOut.some(({ template }) => template !== null);
    return { ...fromCompose(text, file, workers), buildsSome };
  }
  return { ...noProposals, buildsSome: false };
}
