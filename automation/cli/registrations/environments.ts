import type { CreateOptions, DestroyOptions } from "../../commands/env";
import { type Commands, takingImages } from "./program";

const lazyEnv = () => require("../../commands/env") as typeof import("../../commands/env");

/** `env create` and `env destroy`: whole environments. */
export function environmentsCommands({ addInProject, performInProject }: Commands): void {
  takingImages(
    addInProject("env create", "make an environment like another one, with its first release")
      .argument("<name>", "the new stack")
      .requiredOption("--from <stack>", "environment whose settings are copied")
      .option("--domain <domain>", "its domain; `<name>.<domain of the other>` by default"),
  ).action((name: string, options: CreateOptions) =>
    performInProject(options, name, (project) =>
      lazyEnv().createEnvironment(project, name, options),
    ),
  );
  addInProject("env destroy", "let clients leave, then delete everything of an environment")
    .argument("<name>", "the stack")
    .option("--keep-images", "leave its repositories, with their images", false)
    .option("--dry-run", "say what would go; changes nothing", false)
    .action((name: string, options: DestroyOptions) =>
      performInProject(options, name, (project) =>
        lazyEnv().destroyEnvironment(project, name, options),
      ),
    );
}
