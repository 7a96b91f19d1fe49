import type { CreateOptions, DestroyOptions } from "../../commands/env";
import { stackNamed, takingImages, urgently } from "./options";
import type { Commands } from "./program";

const lazyEnv = () => require("../../commands/env") as typeof import("../../commands/env");

const group = "Environments and services:";

/** `env create` and `env destroy`: whole environments. */
export function environmentsCommands({ addInProject, performInProject }: Commands): void {
  const create = takingImages(
    addInProject("env create", {
      group,
      does: "create an environment like another one, with its first release",
      examples: ["env create staging --from dev --file release.yaml"],
    })
      .argument("<name>", "the new stack", stackNamed)
      .requiredOption("--from <stack>", "environment whose settings are copied", stackNamed)
      .option("--domain <domain>", "its domain; `<name>.<domain of the other>` if left out"),
  );
  urgently(create).action((name: string, options: CreateOptions) =>
    performInProject(options, name, (project) =>
      lazyEnv().createEnvironment(project, name, options),
    ),
  );
  const remove = addInProject("env destroy", {
    group,
    does: "drain an environment, then delete everything in it",
    examples: ["env destroy staging --dry-run", "env destroy staging --delete-images"],
  })
    .argument("<name>", "the stack", stackNamed)
    .option(
      "--keep-images",
      "keep its repositories and their images, whatever `keepImages` says",
      false,
    )
    .option("--delete-images", "delete them too", false)
    .option(
      "--no-drain",
      "delete at once, including what serves; for an environment that is broken or half deleted",
    )
    .option("--dry-run", "list what would be deleted; changes nothing", false);
  urgently(remove).action((name: string, options: DestroyOptions) =>
    performInProject(options, name, (project) =>
      lazyEnv().destroyEnvironment(project, name, options),
    ),
  );
}
