import { refused } from "../../world/errors";
import type { Commands } from "./program";

/** `rehearse`: a program of its own, which bin/bluegreen.js starts; here it is listed with the others. */
export function rehearseCommands({ addOffline, performOffline }: Commands): void {
  addOffline("rehearse", {
    group: "Look:",
    does: "run a release on this machine, under traffic; needs no AWS account",
    examples: ["rehearse", "rehearse --scenario fleet", "rehearse --image bad-tests"],
  })
    .allowUnknownOption()
    .argument("[options...]", "its own; `--help` lists them")
    .action((_: string[], options: { json: boolean }) =>
      performOffline(options, () => {
        throw refused("there is no rehearsal within a rehearsal", "bluegreen rehearse");
      }),
    );
}
