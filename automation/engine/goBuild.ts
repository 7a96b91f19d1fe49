import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { coerce, gte } from "semver";
import { commandIn } from "./cache";
import { withHeartbeat } from "./heartbeat";
import { run } from "./run";
import type { Maker, Search } from "./search";
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

// Of 3.259.0, the standard library's included.
const packagesInAll = 1690;

/** How far `go build -v` is, told from the lines it prints. */
export class BuildCount {
  private downloads = 0;
  private packages = 0;

  add(line: string): void {
    if (line.startsWith("go: downloading ")) this.downloads++;
    // A line that is nothing but an import path names a package whose compilation begins.
    else if (/^[\w./~-]+$/.test(line)) this.packages++;
  }

  toString(): string {
    if (this.packages === 0 && this.downloads > 0) return `downloading, ${this.downloads} modules`;
    return `compiling, ${this.packages} packages of about ${packagesInAll} that are not built yet`;
  }
}

const askTimeoutMs = 60_000;

interface GoEnv {
  GOVERSION?: string;
  GOTOOLCHAIN?: string;
}

/** Throws when there is no Go for the module in `folder`; a Go that fetches a newer one by itself will do. */
async function requireGo(search: Search, folder: string): Promise<void> {
  const needed = neededGo(await readFile(join(folder, "go.mod"), "utf8"));
  const args = ["env", "-json", "GOVERSION", "GOTOOLCHAIN"];
  // Asked outside the module, as a Go that is too old fails inside it in ways that differ by version.
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
  if (version === undefined) throw new Error("go.mod names no Go version");
  return version;
}

/** Null when this Go can build a module that needs `needed`. */
export function whyNoGo(found: GoEnv, needed: string): string | null {
  const version = coerce(found.GOVERSION);
  if (version !== null && gte(version, coerce(needed) ?? needed)) return null;
  // From 1.21 on Go fetches the toolchain a module asks for, unless told to use only the local one.
  if (version !== null && gte(version, "1.21.0") && found.GOTOOLCHAIN !== "local") return null;
  return `Go ${version?.version ?? "of an unknown version"} is too old; needed is ${needed}`;
}
