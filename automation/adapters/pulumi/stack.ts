import { withKeptSettings } from "../../../config/upgrade";
import { isLegacy, parseState, type ReleaseState, UnknownState } from "../../../release/state";
import { inventorySchema } from "../../../release/inventory";
import { refused } from "../../world/errors";
import type { Deployed, Stack } from "../../world/ports";
import { describeSettled } from "../../locks/pending";
import { askCli } from "./cli";
import { readEngineState, readOutputs } from "./engineState";
import { deployedSettings, readHistory } from "./history";
import { onceFree, requireRevision } from "./onceFree";
import { settlePending } from "./pending/settlePending";
import { settingsDigest } from "./settingsDigest";
import { readStackFile } from "./settingsFile";
import type { Outputs, PulumiStackOptions } from "./options";

/** The stack through the real Pulumi; the program runs in this process. */
export function pulumiStack(options: PulumiStackOptions): Stack {
  const exported = () => askCli(options, ["stack", "export"]);
  const read = async () =>
    withSettings(
      options,
      deployedFrom(
        (await askCli(options, ["stack", "output", "--json", "--show-secrets"])) as Outputs,
      ),
    );
  return {
    project: options.project.name,
    name: options.name,
    settings: options.settings,
    read,
    engineState: async () => readEngineState(await exported()),
    look: async () => {
      const all = await exported();
      const deployed = await withSettings(options, deployedFrom(readOutputs(all)));
      return { deployed, engine: readEngineState(all) };
    },
    preview: (wanted, how = {}) => engineRun().preview(options, wanted, how),
    dependents: () => options.dependents?.() ?? Promise.resolve([]),
    async provenance() {
      const { project, name, text } = options;
      const [file, [last]] = await Promise.all([
        readStackFile(project, name, text),
        readHistory(options, 1),
      ]);
      return { settings: settingsDigest(project, file), last };
    },
    async apply(wanted, how) {
      // A refresh is needed after a killed `up`, whose pending operations may have created something.
      if (how.refresh) await endPending(options);
      const { outputs, settings } = await onceFree(
        options,
        () => engineRun().up(options, wanted, how),
        async () => requireRevision(options.name, wanted, (await read()).release),
      );
      return { ...deployedFrom(outputs), settings };
    },
  };
}

/** Parses the outputs that the deployer reads. */
export function deployedFrom({ release, inventory, colorSecret }: Outputs): Deployed {
  return {
    release: release === undefined ? undefined : readState(release),
    inventory: inventory === undefined ? undefined : inventorySchema.parse(inventory),
    colorSecret: typeof colorSecret === "string" ? colorSecret : undefined,
  };
}

/** In a state written by an older program, adds the settings that fleets run with. */
async function withSettings(options: PulumiStackOptions, deployed: Deployed): Promise<Deployed> {
  const { release } = deployed;
  if (!release || !isLegacy(release)) return deployed;
  const settings = (await deployedSettings(options)) ?? options.settings;
  return { ...deployed, release: withKeptSettings(release, settings) };
}

function readState(output: unknown): ReleaseState {
  try {
    return parseState(output);
  } catch (error) {
    if (!(error instanceof UnknownState)) throw error;
    throw refused(error.message, "use the deployer version that wrote this state, or a newer one");
  }
}

async function endPending(options: PulumiStackOptions): Promise<void> {
  const settled = await settlePending(options);
  for (const line of describeSettled(settled)) options.onNote(line);
}

/** Loaded on demand: the Automation API takes a second to load, and read-only commands don't need it. */
const engineRun = () => require("./engineRun") as typeof import("./engineRun");
