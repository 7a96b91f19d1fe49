import { stringify } from "yaml";
import { templates } from "../templates";
import { packageJsonFor } from "./packageJson";
import { workflowFor } from "./workflows";

export interface Api {
  name: string;
  port: number;
  /** Path of the health check; null: /health. */
  health: string | null;
  /** Of the health check, unless it is `port`. */
  healthPort?: number;
}

/** All that `init` has to know. */
export interface Answers {
  project: string;
  stack: string;
  region: string;
  domain: string;
  /** Null: the domain itself. */
  zone: string | null;
  /** Null: a new network. */
  network: { vpcId: string; publicSubnetIds: string[]; privateSubnetIds: string[] } | null;
  services: Api[];
  workers: string[];
}

/** The values of the settings file, by key without namespace. */
export function settingsOf({ domain, zone, network, services, workers }: Answers) {
  const apis = services.map((api) => [api.name, apiOf(api)] as const);
  const others = workers.map((name) => [name, templates.worker] as const);
  return {
    domain,
    ...(zone !== null && zone !== domain && { hostedZone: zone }),
    ...(network && { network }),
    services: Object.fromEntries<object>([...apis, ...others]),
  };
}

function apiOf({ port, health, healthPort }: Api): object {
  const path = health ?? "/health";
  const { checks: _, ...rest } = { ...templates.prototype, port };
  // Checks are sent to `port`.
  if (healthPort !== undefined) return { ...rest, healthCheck: { path, port: healthPort } };
  return { ...rest, healthCheck: { path }, checks: [{ path }] };
}

export function settingsText(answers: Answers): string {
  const own = Object.entries(settingsOf(answers)).map(
    ([key, value]) => [`${answers.project}:${key}`, value] as const,
  );
  const config = { "aws:region": answers.region, ...Object.fromEntries<unknown>(own) };
  return [
    "# yaml-language-server: $schema=node_modules/bluegreen/dist/settings.schema.json",
    `# Production names are <service>.${answers.domain}. Images are not configured here:`,
    `# \`bluegreen deploy --stack ${answers.stack} --service <name> --image <reference>\` releases them.`,
    stringify({ config }, { lineWidth: 0, aliasDuplicateObjects: false }),
  ].join("\n");
}

const runtime = {
  name: "nodejs",
  options: { typescript: false, nodeargs: "--require bluegreen/typescript" },
};

/** Index.ts, or the name that makes it CommonJS in a package of ES modules. */
export const mainOf = (isModule: boolean) => (isModule ? "index.cts" : "index.ts");

const library = "bluegreen";
const programOf = (name: "program" | "access") =>
  `import * as ${library} from "${library}";\nexport = ${library}.${name};\n`;

export interface Repository {
  /** Its name, for a new package.json. */
  folder: string;
  /** Undefined: there is none. */
  packageJson: string | undefined;
  isModule: boolean;
  specifier: string | null;
  /** By file name, as in ci/github; none if they are not wanted. */
  workflows: Record<string, string>;
  access: boolean;
}

/**
 * What the repository needs, in the order in which it is written: the settings first, since they hold every answer.
 * A run that was killed is completed by the next, which finds them and asks nothing.
 */
export function filesFor(
  stack: string,
  settings: { text: string; project: string },
  repository: Repository,
): [path: string, text: string][] {
  const { isModule, packageJson, workflows, access } = repository;
  const { project } = settings;
  const main = mainOf(isModule);
  const description = "Blue/green releases of the services in this repository";
  return [
    [`Pulumi.${stack}.yaml`, settings.text],
    ["Pulumi.yaml", stringify({ name: project, description, main, runtime })],
    [main, programOf("program")],
    ["package.json", packageJsonFor(packageJson, repository)],
    ...Object.entries(workflows).map(([name, text]): [string, string] => [
      `.github/workflows/${name}`,
      workflowFor(text, stack),
    ]),
    ...(access
      ? ([
          ["access/Pulumi.yaml", stringify({ name: `${project}-access`, main, runtime })],
          [`access/${main}`, programOf("access")],
        ] as [string, string][])
      : []),
  ];
}
