import { repositoryName } from "../../../config/ecr";
import { isPreview } from "../../../config/names";
import { describeKept } from "../../world/keptRepositories";
import { type Check, judge } from "../check";
import { type Judgement, ok } from "../finding";

/** Repositories of services that were deleted, whose images are stored and paid for. */
export const keptRepositories: Check = {
  name: "kept images",
  fast: false,
  async look({ inspector, environment, stack, project }) {
    if (isPreview(stack.name)) return [];
    const prefix = repositoryName(project, stack.name, "");
    const { services, imagesFrom, foundation } = stack.settings;
    const hasOwn = (imagesFrom ?? foundation) === undefined;
    const used = hasOwn ? Object.keys(services).map((name) => `${prefix}${name}`) : [];
    return judge("repositories", await inspector.repositories(prefix), (names) =>
      judgeRepositories(names, used, environment?.inventory.region),
    );
  },
};

export function judgeRepositories(
  existing: readonly string[],
  used: readonly string[],
  region: string | undefined,
): Judgement[] {
  const unused = existing.filter((name) => !used.includes(name));
  return describeKept(unused, region).map((line) => ok("no service", line));
}
