import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ofNamespace, type RawConfig, splitDerived } from "../../../config/raw";
import { refused } from "../../world/errors";
import { parseYaml } from "../../world/yaml";
import { makeTempFolder } from "../tempFolder";
import { askCli, type CliOptions, runCli } from "./cli";
import { parseAppliedConfig } from "./history";
import { readIfThere, type StackFile } from "./settingsFile";

/** Updates to search for the last one that succeeded with settings that can be read. */
const lookBack = 25;

/**
 * The settings file as of the last `up`, from Pulumi's history and state; the committed file is neither read nor
 * written, and may be broken or missing.
 */
export async function appliedStackFile(options: CliOptions): Promise<StackFile> {
  const { project, name } = options;
  const folder = await makeTempFolder();
  try {
    const path = join(folder, `Pulumi.${name}.yaml`);
    const args = ["config", "refresh", "--force", "--config-file", path, "--stack", name];
    const [history] = await Promise.all([
      askCli(options, ["stack", "history", "--json", "--page-size", String(lookBack)]),
      runCli(options, args),
    ]);
    const text = await readIfThere(path);
    if (text === undefined) throw nothingApplied(name);
    const file = parseYaml(text, "what Pulumi recorded") as StackFile;
    const config = appliedConfig(project.name, file, parseAppliedConfig(project.name, history));
    return { ...file, config };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What Pulumi restores is from the last update of any kind, such as a refresh, which may have read what is broken
 * today. The deployer's own notes on that update are left out.
 */
function appliedConfig(
  project: string,
  { config = {} }: StackFile,
  applied: RawConfig | null,
): Record<string, unknown> {
  const own = applied ?? splitDerived(ofNamespace(config, project)).settings;
  const others = Object.entries(config).filter(
    ([key]) => !key.startsWith(`${project}:`) && !key.startsWith("deployer:"),
  );
  const named = Object.entries(own).map(([key, value]) => [`${project}:${key}`, value] as const);
  return Object.fromEntries([...others, ...named]);
}

function nothingApplied(stack: string) {
  return refused(`stack ${stack} has had no \`up\` yet`, "fix the settings file");
}
