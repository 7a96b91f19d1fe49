import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { released, stackName } from "../../run/settings";
import type { Scene } from "../../scene";

interface StackFile {
  config: { "bluegreen:services": Record<string, { size: number }> };
}

/** Another checkout of the same project, with settings that were right some time ago; answers its folder. */
export function staleCheckout({ workDir }: Scene): string {
  const folder = join(workDir.root, "stale");
  mkdirSync(folder, { recursive: true });
  cpSync(join(workDir.root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  const name = `Pulumi.${stackName}.yaml`;
  const settings = parse(readFileSync(join(workDir.root, name), "utf8")) as StackFile;
  settings.config["bluegreen:services"][released]!.size = 1;
  writeFileSync(join(folder, name), stringify(settings));
  return folder;
}
