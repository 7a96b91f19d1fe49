import type { PreviewUpOptions } from "../../commands/preview";
import type { PreviewDownOptions, PruneOptions } from "../../commands/previewEnd";
import { stackNamed, takingImages } from "./options";
import type { Commands } from "./program";

const lazyUp = () => require("../../commands/preview") as typeof import("../../commands/preview");
const lazyEnd = () =>
  require("../../commands/previewEnd") as typeof import("../../commands/previewEnd");

const group = "Previews:";

/** `preview up`, `preview down` and `preview prune`: short-lived stacks of pull requests. */
export function previewCommands({ addInProject, performInProject }: Commands): void {
  takingImages(
    addInProject("preview up", {
      group,
      does: "deploy a pull request's changes next to an environment",
      examples: ["preview up --pr 7 --from dev --file release.yaml --only-changed"],
    })
      .requiredOption("--pr <number>", "the pull request; its stack is pr-<number>")
      .option("--from <stack>", "environment that provides everything else", stackNamed, "dev")
      .option("--hours <number>", "hours from now until it expires", "72")
      .option("--markdown", "print the URLs as a comment for the pull request", false),
  ).action((options: PreviewUpOptions) =>
    performInProject(
      { ...options, comment: options.markdown ? "preview" : undefined },
      `pr-${options.pr}`,
      (project) => lazyUp().previewUp(project, options),
    ),
  );
  addInProject("preview down", {
    group,
    does: "delete everything in a pull request's preview",
    examples: ["preview down --pr 7"],
  })
    .requiredOption("--pr <number>", "the pull request")
    .action((options: PreviewDownOptions) =>
      performInProject(options, `pr-${options.pr}`, (project) =>
        lazyEnd().previewDown(project, options),
      ),
    );
  addInProject("preview prune", {
    group,
    does: "delete every preview that has expired",
    examples: ["preview prune --dry-run", "preview prune"],
  })
    .option("--dry-run", "list them; changes nothing", false)
    .action((options: PruneOptions) =>
      performInProject(options, "<stack>", (project) => lazyEnd().prune(project, options)),
    );
}
