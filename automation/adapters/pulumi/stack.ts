import type { Settings } from "../../../config/schema";
import { releaseStateSchema } from "../../../release/state";
import type { LocatedEngine } from "../../engine/findEngine";
import { inventorySchema } from "../../inventory";
import type { Deployed, Stack } from "../../ports";
import { askCli } from "./cli";
import { readEngineState } from "./engineState";
import type { Project } from "./settingsFile";

export interface PulumiStackOptions {
  project: Project;
  name: string;
  settings: Settings;
  engine: LocatedEngine;
  /** Cancels the operation under way, once. */
  signal: AbortSignal;
  /** Told of every resource that changes. */
  onResource: (text: string) => void;
}

/** The stack's outputs, by name. */
export type Outputs = Record<string, unknown>;

/** The stack through the real engine; the program runs in this process. */
export function pulumiStack(options: PulumiStackOptions): Stack {
  return {
    name: options.name,
    settings: options.settings,
    read: async () =>
      deployedFrom(
        (await askCli(options, ["stack", "output", "--json", "--show-secrets"])) as Outputs,
      ),
    engineState: async () => readEngineState(await askCli(options, ["stack", "export"])),
    preview: (wanted) => engineRun().preview(options, wanted),
    apply: async (wanted, how) => deployedFrom(await engineRun().up(options, wanted, how)),
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

/** The Automation API takes a second to load, which a command that only asks need not spend. */
const engineRun = () => require("./engineRun") as typeof import("./engineRun");
