import type { VerifyOptions } from "../../commands/verify";
import { collect } from "./options";
import { type Commands, orApplied } from "./program";

const lazyVerify = () => require("../../commands/verify") as typeof import("../../commands/verify");

/** `verify`: what would stop a release, before there is one. */
export function verifyCommands({ add, perform }: Commands): void {
  add("verify", {
    group: "Look:",
    does: "run the pre-flight checks of a release; changes nothing",
    examples: ["verify --stack dev", "verify --stack prod --drift"],
  })
    .option(
      "--service <name>",
      "service to check, all if left out; repeat it for several",
      collect,
      [],
    )
    .option("--image <reference>", "image to check for it; one for each --service", collect, [])
    .option("--drift", "leave out the permissions that only a release needs", false)
    .action((options: VerifyOptions) =>
      perform(options, (session) => lazyVerify().verify(session.verifyParts(), options), orApplied),
    );
}
