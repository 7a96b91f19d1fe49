import type { AdoptOptions } from "../../commands/adopt";
import { collect } from "./options";
import type { Commands } from "./program";

const lazyAdopt = () => require("../../commands/adopt") as typeof import("../../commands/adopt");

/** `adopt`: names that are served from elsewhere. */
export function adoptCommands({ add, perform }: Commands): void {
  add("adopt", {
    group: "Environments and services:",
    does: "take over a name that is served from elsewhere; nothing moves before a release",
    examples: [
      "adopt --stack dev --service users --record users.example.com",
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
    .option("--finish", "forget where it was served before; there is no way back then", false)
    .option("--dry-run", "only print what would be recorded", false)
    .action((options: AdoptOptions) =>
      perform(options, ({ run }) => lazyAdopt().adopt(run(), options)),
    );
}
