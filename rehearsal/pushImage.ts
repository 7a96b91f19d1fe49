/** `push-image <service> <tag> [variant]` in a kept rehearsal: builds an image of the sample service and pushes it. */
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { cloudClient } from "../localCloud/api/client";
import { buildImage, type Variant, variants } from "./sample/buildImage";

async function main([service, tag, variant = "normal"]: string[]): Promise<number> {
  const controlUrl = process.env["BLUEGREEN_LOCAL_CLOUD"];
  const isVariant = (variants as readonly string[]).includes(variant);
  if (!service || !tag || !isVariant || !controlUrl) {
    process.stderr.write(
      `usage: push-image <service> <tag> [${variants.join(" | ")}], once the file of ` +
        "`bluegreen rehearse --keep` was sourced\n",
    );
    return 2;
  }
  const cloud = cloudClient(controlUrl);
  const known = await cloud.images();
  const repository = known.find(({ reference }) => reference.includes(`/${service}:`));
  if (!repository) {
    process.stderr.write(`no repository is called ${service}\n`);
    return 2;
  }
  const uri = repository.reference.slice(0, repository.reference.lastIndexOf(":"));
  // In the folder of the kept environment, which its command runs in.
  const directory = mkdtempSync(join(process.cwd(), "images", `${service}-${tag}-`));
  await buildImage({ version: tag, variant: variant as Variant, directory });
  await cloud.push(uri, tag, directory);
  process.stdout.write(`${uri}:${tag}\n`);
  return 0;
}

void main(process.argv.slice(2)).then((exitCode) => (process.exitCode = exitCode));
