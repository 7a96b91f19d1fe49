import type { AdoptOptions } from "../../commands/adopt";
import { collect } from "./options";
import type { Commands } from "./program";

const lazyFromEcs = () =>
  require("../../commands/adoptFromEcs") as typeof import("../../commands/adoptFromEcs");
const lazyAdopt = () => require("../../commands/adopt") as typeof import("../../commands/adopt");

/** `adopt`: names that are served from elsewhere. */
export function adoptCommands({ add, perform, performInProject }: Commands): void {
  add("adopt", {
    group: "Environments and services:",
    does: "take over a name that is served from elsewhere; nothing moves before a release",
    examples: [
      "adopt --stack dev --service users --record users.example.com",
      "adopt --stack dev --service users --from-ecs prod/users",
      "adopt --stack dev --service users --finish",
    ],
  })
    .requiredOption("--service <name>", "the service that takes it over")
    .option(
      "--record <name>",
      "the name, one of the service's; repeat it for several; all of them if left out",
      collect,
      [],
    )
    .option(
      "--from-ecs <cluster/service>",
      "first: write the service's settings as that ECS service has them; adopts nothing yet",
    )
    .option(
      "--finish",
      "forget where all its names were served before; there is no way back then",
      false,
    )
    .option("--dry-run", "only print what would be recorded", false)
    .action(({ fromEcs, ...options }: AdoptOptions & { fromEcs?: string }) =>
      fromEcs === undefined
        ? perform(options, ({ run }) => lazyAdopt().adopt(run(), options))
        : performInProject(options, options.stack, (project) =>
            lazyFromEcs().adoptFromEcs(project, { ...options, fromEcs }),
          ),
    );
}
