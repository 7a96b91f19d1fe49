/**
 * Records what Pulumi prints when an operation fails, for the tests of its translation: causes each
 * failure and writes tests/automation/adapters/pulumi/engineTexts/<name>.json. Run it when Pulumi's
 * version changes: `node --require tsx/cjs tools/engine-texts/main.ts` takes a few minutes.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { localCloudFailures } from "./localCloud";
import type { Recorded } from "./record";
import { ownFailures } from "./scenarios";

const folder = join(__dirname, "../../tests/automation/adapters/pulumi/engineTexts");

function write(name: string, recorded: Recorded): void {
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify(recorded, null, 2)
    .replaceAll(/\/tmp\/bluegreen-(texts|rehearsal)-\w+/g, "/project")
    .replaceAll(homedir(), "/home/user")
    .replaceAll(/ on [\d.]+:53\b/g, " on 127.0.0.1:53")
    .replaceAll(/created by \S+@\S+/g, "created by user@host");
  writeFileSync(join(folder, `${name}.json`), `${text}\n`);
  process.stderr.write(`▸ ${name}\n`);
}

async function main(): Promise<void> {
  await ownFailures(write);
  await localCloudFailures(write);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
