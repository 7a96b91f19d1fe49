import { maxRepositoryLength } from "../imageRepository";
import type { Settings } from "../schema";
import { maxGroupName, scheduleGroup } from "../schedules";

/** The one with the longest name. */
const registry = "123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/";
const maxFamily = 255;

/**
 * Why AWS would refuse a name that contains the project's and the stack's. Sources: `family` of
 * RegisterTaskDefinition, `image` of ContainerDefinition, `repositoryName` of CreateRepository, `Name` of CreateScheduleGroup.
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
    } else if (imagesFrom === undefined) {
      found.push(...repositoryProblems(what, name));
    }
    return found;
  });
  const names = Object.keys(services);
  const ofServices =
    imagesFrom === undefined ? names.flatMap((name) => repositoryProblems("service", name)) : [];
  if (foundation === stack || imagesFrom === stack) {
    problems.push(
      `stack \`${stack}\`: \`foundation\` and \`imagesFrom\` must name a different stack`,
    );
  }
  // A preview has no schedules.
  const groups = names.filter(
    (name) => foundation === undefined && Object.keys(services[name]!.schedules).length > 0,
  );
  return [
    ...problems,
    ...ofServices,
    ...names.flatMap((name) => tooLong(project, stack, name)),
    ...groups.flatMap((name) => groupTooLong(project, stack, name)),
  ];
}

/** Source: the pattern that ECR names when it refuses a `repositoryName`. */
function repositoryProblems(what: string, name: string): string[] {
  if (/^[a-z0-9]+([_-][a-z0-9]+)*$/i.test(name)) return [];
  return [
    `${what} \`${name}\`: the name becomes part of ECR repository names, where each \`-\` or \`_\` must be ` +
      "between two letters or digits",
  ];
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

function groupTooLong(project: string, stack: string, service: string): string[] {
  const { length } = scheduleGroup(project, stack, service);
  if (length <= maxGroupName) return [];
  return [
    `project, stack and service \`${service}\`: the name of its schedule group would have ${length} characters; ` +
      `EventBridge Scheduler allows ${maxGroupName}`,
  ];
}
