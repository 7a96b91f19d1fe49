import type { VerifyOptions } from "../../commands/verify";
import { collect, type Commands } from "./program";

const lazyVerify = () => require("../../commands/verify") as typeof import("../../commands/verify");

/** `verify`: what would stand in a release's way. */
export function verifyCommands({ add, perform }: Commands): void {
  add("verify", "see what would stand in a release's way; changes nothing")
    .option(
      "--service <name>",
      "service to look at; repeat for several, all by default",
      collect,
      [],
    )
    .option("--image <reference>", "image that it is to get; one for each service", collect, [])
    .option("--drift", "leave out what a release would have to be allowed", false)
    .action((options: VerifyOptions) =>
      perform(options, (session) => lazyVerify().verify(session.verifyParts(), options)),
    );
}
