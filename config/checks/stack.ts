import { maxRepositoryLength, pathComponent } from "../imageRepository";
import type { Settings } from "../schema";

/** The one with the longest name. */
const registry = "123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/";
const maxFamily = 255;

/**
 * Why AWS would refuse a name that contains the project's and the stack's. Sources: `family` of
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
        `${what} \`${name}\`: the name becomes part of ECS task definition names, which may contain only ` +
          "letters, digits, `-` and `_`",
      );
    } else if (imagesFrom === undefined && !pathComponent.test(name.toLowerCase())) {
      found.push(
        `${what} \`${name}\`: the name becomes part of ECR repository names, where each \`-\` or \`_\` must ` +
          "be between two letters or digits, and `_` at most twice in a row",
      );
    }
    return found;
  });
  if (foundation === stack || imagesFrom === stack) {
    problems.push(
      `stack \`${stack}\`: \`foundation\` and \`imagesFrom\` must name a different stack`,
    );
  }
  return [...problems, ...Object.keys(services).flatMap((name) => tooLong(project, stack, name))];
}

function tooLong(project: string, stack: string, service: string): string[] {
  const family = `${project}-${stack}-${service}-green`.length;
  const image = `${registry}${project}/${stack}/${service}`.length;
  const name = `project, stack and service \`${service}\``;
  if (family > maxFamily) {
    return [
      `${name}: the name of the task definition would have ${family} characters; ECS allows ${maxFamily}`,
    ];
  }
  if (image <= maxRepositoryLength) return [];
  return [
    `${name}: the image reference would have ${image} characters before its digest; ECS allows ` +
      `${maxRepositoryLength}`,
  ];
}
