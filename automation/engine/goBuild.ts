import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { coerce, gte } from "semver";
import { commandIn } from "./cache";
import { withHeartbeat } from "./heartbeat";
import { run } from "./run";
import type { Maker, Search } from "./search";
import { pinnedVersion } from "./version";

const cliPackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
// Release builds set the version this way; without it the CLI prints none.
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const timeoutMs = 60 * 60_000;

/** Needs only Go and its module proxy: go.mod and go.sum in tools/pulumi-cli pin every module. */
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
          // Go's temporary files are deleted with `root`; a workspace around the checkout is ignored.
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
  // Whatever GOFLAGS says, a module that go.sum lacks, or lists with another hash, fails the build.
  return [
    "build",
    "-mod=readonly",
    "-v",
    "-trimpath",
    "-ldflags",
    linker,
    "-o",
    output,
    cliPackage,
  ];
}

// For 3.259.0, including the standard library.
const packagesInAll = 1690;

/** Progress of `go build -v`, derived from the lines it prints. */
export class BuildCount {
  private downloads = 0;
  private packages = 0;

  add(line: string): void {
    if (line.startsWith("go: downloading ")) this.downloads++;
    // A line that is nothing but an import path names a package whose compilation begins.
    else if (/^[\w./~-]+$/.test(line)) this.packages++;
  }

  toString(): string {
    if (this.packages === 0 && this.downloads > 0) return `downloaded ${this.downloads} modules`;
    return `compiled ${this.packages} of about ${packagesInAll} packages`;
  }
}

const askTimeoutMs = 60_000;

interface GoEnv {
  GOVERSION?: string;
  GOTOOLCHAIN?: string;
}

/** Throws if no installed Go can build the module in `folder`; one that downloads a newer toolchain will do. */
async function requireGo(search: Search, folder: string): Promise<void> {
  const needed = neededGo(await readFile(join(folder, "go.mod"), "utf8"));
  const args = ["env", "-json", "GOVERSION", "GOTOOLCHAIN"];
  // Asked outside the module: inside it, a Go that is too old fails in ways that differ by version.
  const env = { GOWORK: "off" };
  const answer = await run(search, "go", args, {
    cwd: search.cacheFolder,
    env,
    timeoutMs: askTimeoutMs,
  });
  const found = JSON.parse(answer) as GoEnv;
  const reason = whyNoGo(found, needed);
  if (reason !== null) throw new Error(reason);
}

/** The `go` line of a go.mod, such as `1.25.11`. */
export function neededGo(goMod: string): string {
  const version = /^go (\S+)$/m.exec(goMod)?.[1];
  if (version === undefined) throw new Error("go.mod has no Go version");
  return version;
}

/** Null if this Go can build a module that needs `needed`. */
export function whyNoGo(found: GoEnv, needed: string): string | null {
  const version = coerce(found.GOVERSION);
  if (version !== null && gte(version, coerce(needed) ?? needed)) return null;
  // Since 1.21 Go downloads the toolchain that a module needs, unless told to use only the local one.
  if (version !== null && gte(version, "1.21.0") && found.GOTOOLCHAIN !== "local") return null;
  return `Go ${version?.version ?? "of an unknown version"} is too old; ${needed} is needed`;
}
