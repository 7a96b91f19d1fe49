import type { HostOptions } from "../../commands/host";
import type { Commands } from "./program";

const lazyHost = () => require("../../commands/host") as typeof import("../../commands/host");

const group = "Environments and services:";

/** `host add` and `host remove`: the names that a service is reached by. */
export function hostCommands({ add, performInProject }: Commands): void {
  add("host add", {
    group,
    does: "add a production name to a service",
    examples: ["host add www --stack dev --service users"],
  })
    .argument("<name>", "a label below the domain, `@` for the domain itself, or a full name")
    .requiredOption("--service <name>", "the service")
    .option("--no-up", "only edit the settings and print the plan; `up` applies them later")
    .option("--dry-run", "only print the plan; edits nothing", false)
    .action((name: string, options: HostOptions) =>
      performInProject(options, options.stack, (project) =>
        lazyHost().addHost(project, name, options),
      ),
    );
  add("host remove", {
    group,
    does: "remove a production name from a service, once its clients have left",
    examples: ["host remove www --stack dev --service users"],
  })
    .argument("<name>", "as it is listed, or in full")
    .requiredOption("--service <name>", "the service")
    .option("--dry-run", "only print what would be done", false)
    .action((name: string, options: HostOptions) =>
      performInProject(options, options.stack, (project) =>
        lazyHost().removeHost(project, name, options),
      ),
    );
}
