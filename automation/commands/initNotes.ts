import { list } from "../../config/problem";
import { bluegreen } from "../course/commandLines";
import type { Answers } from "../edit/init/files";
import type { LeftOut, Proposals } from "../edit/init/proposals";
import type { InitOptions } from "./initFlags";
import { goTo } from "./initSteps";

/** Services of the repository that the settings don't have, a line each. */
export function leftOutOf(
  { leftOut }: Proposals,
  { services, workers }: Answers,
  options: InitOptions,
): string[] {
  const written = [...services.map(({ name }) => name), ...workers];
  return leftOut
    .filter(({ name }) => !written.includes(name))
    .map((one) => `${one.why}${howToAdd(one, options)}`);
}

function howToAdd({ name, template }: LeftOut, { cwd, stack }: InitOptions): string {
  if (template === null) return "";
  const add = `service add ${name}` as const;
  if (template === "worker") {
    const command = bluegreen(add, stack, "--from worker");
    return `; if it is a worker: ${goTo(cwd)}npx ${command}`;
  }
  return `; add it, then set its \`port\`: ${goTo(cwd)}npx ${bluegreen(add, stack, "--no-up")}`;
}

/** What the settings say that nobody has said, a line each. */
export function notesOn(
  proposals: Proposals,
  { services, workers }: Answers,
  { cwd, stack }: InitOptions,
): string[] {
  if (services.length + workers.length === 0) {
    const add = bluegreen("service add api", stack);
    return [`no service yet; add one, such as \`api\`: ${goTo(cwd)}npx ${add}`];
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
