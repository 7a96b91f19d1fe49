/** `installerProcess.ts <root> <version>`: the official installer, in a process that can be killed. */
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";

const [root = "", version = ""] = process.argv.slice(2);

PulumiCommand.install({ root, version: new SemVer(version) }).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
