import type { AddServiceOptions, RemoveServiceOptions } from "../../commands/service";
import { urgently } from "./options";
import type { Commands } from "./program";

const lazyService = () =>
  require("../../commands/service") as typeof import("../../commands/service");

const group = "Environments and services:";

/** `service add` and `service remove`: what the environment consists of. */
export function serviceCommands({ add, performInProject }: Commands): void {
  add("service add", {
    group,
    does: "add a service to the settings and apply them, ready for its first release",
    examples: ["service add billing --stack dev --from users"],
  })
    .argument("<name>", "the service; its host name too")
    .option(
      "--from <template>",
      "`api`, `prototype`, `worker`, or a service of the environment to copy",
      "prototype",
    )
    .option("--no-up", "only edit the settings and print the plan; `up` applies them later")
    .option("--dry-run", "only print the plan; edits nothing", false)
    .action((name: string, options: AddServiceOptions) =>
      performInProject(options, options.stack, (project) =>
        lazyService().addService(project, name, options),
      ),
    );
  const remove = add("service remove", {
    group,
    does: "drain a service, then delete it",
    examples: [
      "service remove billing --stack dev --dry-run",
      "service remove billing --stack dev",
      "service remove billing --stack dev --delete-images",
    ],
  })
    .argument("<name>", "the service")
    .option("--confirm <name>", "its name again; required if it serves a protected environment")
    .option("--delete-images", "delete its ECR repository with all images, too", false)
    .option("--no-up", "only edit the settings and print the plan; `up` applies them later")
    .option("--dry-run", "only print the plan; edits nothing", false);
  urgently(remove).action((name: string, options: RemoveServiceOptions) =>
    performInProject(options, options.stack, (project) =>
      lazyService().removeService(project, name, options),
    ),
  );
}
