import type { PreviewUpOptions } from "../../commands/preview";
import type { PreviewDownOptions, PruneOptions } from "../../commands/previewEnd";
import { type Commands, takingImages } from "./program";

const lazyUp = () => require("../../commands/preview") as typeof import("../../commands/preview");
const lazyEnd = () =>
  require("../../commands/previewEnd") as typeof import("../../commands/previewEnd");

/** `preview up`, `preview down` and `preview prune`: short-lived stacks of pull requests. */
export function previewCommands({ addInProject, performInProject }: Commands): void {
  takingImages(
    addInProject("preview up", "release what a pull request changes beside an environment")
      .requiredOption("--pr <number>", "the pull request; the stack is pr-<number>")
      .option("--from <stack>", "environment that has the rest", "dev")
      .option("--hours <number>", "hours until it expires, from now", "72")
      .option("--markdown", "as the comment of a pull request", false),
  ).action((options: PreviewUpOptions) =>
    performInProject(
      { ...options, comment: options.markdown ? "preview" : undefined },
      `pr-${options.pr}`,
      (project) => lazyUp().previewUp(project, options),
    ),
  );
  addInProject("preview down", "delete everything of a pull request's preview")
    .requiredOption("--pr <number>", "the pull request")
    .action((options: PreviewDownOptions) =>
      performInProject(options, `pr-${options.pr}`, (project) =>
        lazyEnd().previewDown(project, options),
      ),
    );
  addInProject("preview prune", "delete every preview that has expired")
    .option("--dry-run", "list them; changes nothing", false)
    .action((options: PruneOptions) =>
      performInProject(options, "<stack>", (project) => lazyEnd().prune(project, options)),
    );
}
