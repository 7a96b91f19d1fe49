import type { AddServiceOptions, RemoveServiceOptions } from "../../commands/service";
import type { Commands } from "./program";

const lazyService = () =>
  require("../../commands/service") as typeof import("../../commands/service");

/** `service add` and `service remove`: what the environment consists of. */
export function serviceCommands({ add, performInProject }: Commands): void {
  add("service add", "add a service to the settings and bring it up, ready for its first release")
    .argument("<name>", "the service; its host name too")
    .option(
      "--from <template>",
      "`api`, `prototype`, or a service of the environment to copy",
      "prototype",
    )
    .option("--no-up", "edit the settings and print the plan, for a later `up`")
    .option("--dry-run", "print the plan; edits nothing", false)
    .action((name: string, options: AddServiceOptions) =>
      performInProject(options, options.stack, (project) =>
        lazyService().addService(project, name, options),
      ),
    );
  add("service remove", "take a service out of production, then away with all it has")
    .argument("<name>", "the service")
    .option("--confirm <name>", "its name again, where it serves a protected environment")
    .option("--no-up", "edit the settings and print the plan, for a later `up`")
    .option("--dry-run", "print the plan; edits nothing", false)
    .action((name: string, options: RemoveServiceOptions) =>
      performInProject(options, options.stack, (project) =>
        lazyService().removeService(project, name, options),
      ),
    );
}
