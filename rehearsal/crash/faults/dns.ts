import type { Play } from "../playRow";
import { deployArgs, type Fault, unlessCode, watch } from "./fault";

/** A name server that lags behind, before and after Route 53 reports the change as in sync. */
export const dnsFaults: Fault[] = [
  // Production's record has moved and both load balancers serve: the release pauses in phase
  // switched and resumes once the name server is fixed.
  { name: "dns-server-behind", phase: "switched", play: neverInSync({ told: true }) },
  // The `up` itself fails, and so does the rollback: the release pauses, and is tested again.
  { name: "dns-never-in-sync", phase: "staged", play: neverInSync({ told: false }) },
];

/** `told`: Route 53 reports that the change is in sync. */
function neverInSync({ told }: { told: boolean }): Play {
  return async ({ scene }, starting) => {
    const { client } = scene.cloud;
    const command = watch(scene, deployArgs(starting));
    await command.at("5");
    await client.fault({ kind: "dnsNeverInSync", on: true, told });
    const rested = await command.ended;
    await client.fault({ kind: "dnsNeverInSync", on: false });
    const resumed = await scene.run(["resume"]);
    const reasons = JSON.stringify(rested.json["reasons"] ?? []);
    const named = told && !reasons.includes("ns-4") ? [`no reason mentions ns-4: ${reasons}`] : [];
    return {
      way: ["resume"],
      unlocked: false,
      ends: ["done"],
      problems: [...unlessCode(4, rested), ...named, ...unlessCode(0, resumed)],
    };
  };
}
