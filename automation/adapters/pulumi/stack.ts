import { releaseStateSchema } from "../../../release/state";
import { inventorySchema } from "../../../release/inventory";
import type { Deployed, Stack } from "../../world/ports";
import { describeSettled } from "../../locks/pending";
import { askCli } from "./cli";
import { readEngineState, readOutputs } from "./engineState";
import { readHistory } from "./history";
import { settlePending } from "./pending/settlePending";
import { settingsDigest } from "./settingsDigest";
import { readStackFile } from "./settingsFile";
import type { Outputs, PulumiStackOptions } from "./options";

/** The stack through the real engine; the program runs in this process. */
export function pulumiStack(options: PulumiStackOptions): Stack {
  const exported = () => askCli(options, ["stack", "export"]);
  return {
    name: options.name,
    settings: options.settings,
    read: async () =>
      deployedFrom(
        (await askCli(options, ["stack", "output", "--json", "--show-secrets"])) as Outputs,
      ),
    engineState: async () => readEngineState(await exported()),
    look: async () => {
      const all = await exported();
      return { deployed: deployedFrom(readOutputs(all)), engine: readEngineState(all) };
    },
    preview: (wanted, only) => engineRun().preview(options, wanted, only ?? null),
    async provenance() {
      const { project, name, text } = options;
      const [file, [last]] = await Promise.all([
        readStackFile(project, name, text),
        readHistory(options, 1),
      ]);
      return { settings: settingsDigest(project, file), last };
    },
    async apply(wanted, how) {
      // Whoever must look first must also end what a killed engine had begun: it may have made something.
      if (how.refresh) await endPending(options);
      const { outputs, settings } = await engineRun().up(options, wanted, how);
      return { ...deployedFrom(outputs), settings };
    },
  };
}

/** Outputs as what the deployer reads of them. */
export function deployedFrom({ release, inventory, colorSecret }: Outputs): Deployed {
  return {
    release: release === undefined ? undefined : releaseStateSchema.parse(release),
    inventory: inventory === undefined ? undefined : inventorySchema.parse(inventory),
    colorSecret: typeof colorSecret === "string" ? colorSecret : undefined,
  };
}

async function endPending(options: PulumiStackOptions): Promise<void> {
  const settled = await settlePending(options);
  for (const line of describeSettled(settled)) options.onNote(line);
}

/** The Automation API takes a second to load, which a command that only asks need not spend. */
const engineRun = () => require("./engineRun") as typeof import("./engineRun");
