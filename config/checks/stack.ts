import type { Settings } from "../schema";

/** ECS image: up to 255 characters, here of the registry that has the longest name, with a digest. */
const ecr = {
  registry: "123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/".length,
  digest: `@sha256:${"0".repeat(64)}`.length,
  image: 255,
};
const maxFamily = 255;
const repository = /^[a-z0-9]+([._-][a-z0-9]+)*$/;

/**
 * What AWS would refuse in names that the program makes of the project's and the stack's. Sources: `family` of
 * RegisterTaskDefinition, `image` of ContainerDefinition, `repositoryName` of CreateRepository.
 */
export function stackProblems(
  project: string,
  stack: string,
  {
    services,
    foundation,
    imagesFrom = foundation,
  }: Pick<Settings, "services" | "foundation" | "imagesFrom">,
): string[] {
  const problems = Object.entries({ project, stack }).flatMap(([what, name]) => {
    const found: string[] = [];
    if (/[^\w-]/.test(name)) {
      found.push(
        `${what} \`${name}\`: its name is part of those of ECS task definitions, which have only letters, ` +
          "digits, `-` and `_`",
      );
    } else if (imagesFrom === undefined && !repository.test(name.toLowerCase())) {
      found.push(
        `${what} \`${name}\`: its name is part of those of ECR repositories, in which each \`-\` or \`_\` is ` +
          "between two letters or digits",
      );
    }
    return found;
  });
  for (const used of [foundation, imagesFrom]) {
    if (used !== stack || problems.length > 0) continue;
    problems.push(
      `stack \`${stack}\`: \`foundation\` and \`imagesFrom\` name another stack, not this one`,
    );
  }
  return [...problems, ...Object.keys(services).flatMap((name) => tooLong(project, stack, name))];
}

function tooLong(project: string, stack: string, service: string): string[] {
  const family = `${project}-${stack}-${service}-green`.length;
  const image = ecr.registry + `${project}/${stack}/${service}`.length + ecr.digest;
  const name = `project, stack and service \`${service}\``;
  if (family > maxFamily) {
    return [
      `${name}: the name of its task definition would have ${family} characters; ECS takes ${maxFamily}`,
    ];
  }
  if (image <= ecr.image) return [];
  return [`${name}: the name of its image would have ${image} characters; ECS takes ${ecr.image}`];
}
