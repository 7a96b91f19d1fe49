import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { commandIn } from "./cache";
import { BuildCount } from "./buildCount";
import { requireGo } from "./goToolchain";
import { withHeartbeat } from "./heartbeat";
import { run } from "./run";
import type { Maker } from "./search";
import { pinnedVersion } from "./version";

const cliPackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
// A release build sets its version so; without it the CLI prints none.
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const timeoutMs = 60 * 60_000;

/** Needs nothing but Go and its module proxy: go.mod and go.sum in tools/pulumi-cli pin every module. */
export const goBuild: Maker = {
  name: "build with Go",
  announcement: `building Pulumi ${pinnedVersion} with Go (about 10 minutes the first time)`,
  async make(search, root) {
    const cwd = join(search.projectRoot, "tools", "pulumi-cli");
    await requireGo(search, cwd);
    const temporary = join(root, "tmp");
    await mkdir(join(root, "bin"));
    await mkdir(temporary);
    const count = new BuildCount();
    await withHeartbeat(
      search,
      () => count.toString(),
      () =>
        run(search, "go", buildArguments(commandIn(root)), {
          cwd,
          // Go's own leftovers go when `root` goes; a workspace around the checkout has no say.
          env: { GOTMPDIR: temporary, GOWORK: "off" },
          timeoutMs,
          onErrorLine: (line) => count.add(line),
        }),
    );
    await rm(temporary, { recursive: true });
  },
};

function buildArguments(output: string): string[] {
  const linker = `-s -w -X ${versionVariable}=${pinnedVersion}`;
  return ["build", "-v", "-trimpath", "-ldflags", linker, "-o", output, cliPackage];
}
