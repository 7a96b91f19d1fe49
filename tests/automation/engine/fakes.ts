import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Search } from "../../../automation/engine/search";
import { pinnedVersion } from "../../../automation/engine/version";

/** What `pulumi version` of a usable fake does. */
export const usablePulumi = `echo v${pinnedVersion}`;

/** An isolated machine: an empty PATH, an empty cache, and a log that its fake programs write to. */
export class FakeMachine {
  readonly lines: string[] = [];

  private constructor(readonly folder: string) {}

  static async create(): Promise<FakeMachine> {
    const machine = new FakeMachine(await mkdtemp(join(tmpdir(), "engine-test-")));
    await mkdir(join(machine.folder, "bin"));
    await mkdir(machine.cacheFolder, { recursive: true });
    await machine.project("go 1.25.11");
    return machine;
  }

  get cacheFolder(): string {
    return join(this.folder, "cache", "bluegreen", "pulumi");
  }

  get env(): NodeJS.ProcessEnv {
    return {
      PATH: join(this.folder, "bin"),
      XDG_CACHE_HOME: join(this.folder, "cache"),
      USER: "alice",
    };
  }

  search(changes: Partial<Search> = {}): Search {
    return {
      progress: (line) => this.lines.push(line),
      signal: new AbortController().signal,
      env: this.env,
      projectRoot: join(this.folder, "project"),
      cacheFolder: this.cacheFolder,
      heartbeatMs: 50,
      lockStaleMs: 2000,
      ...changes,
    };
  }

  /** A project whose tools/pulumi-cli/go.mod has this line. */
  async project(goMod: string): Promise<void> {
    await this.write("project/tools/pulumi-cli/go.mod", `module m\n\n${goMod}\n`);
  }

  /** A shell script on this machine's PATH. */
  async onPath(name: string, script: string): Promise<void> {
    await this.program(join("bin", name), script);
  }

  /** A shell script as the cached CLI. */
  async cached(script: string): Promise<void> {
    await this.program(join("cache/bluegreen/pulumi", pinnedVersion, "bin", "pulumi"), script);
  }

  /** A `go` that logs each build and, after `before`, puts a usable fake CLI where it is asked to. */
  async goThatBuilds(before = ":"): Promise<void> {
    await this.onPath(
      "go",
      `if [ "$1" = env ]; then echo '{"GOVERSION": "go1.26.0", "GOTOOLCHAIN": "local"}'; exit; fi
echo "$PWD $*" >> ${this.folder}/builds
${before}
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\n${usablePulumi}\\n' > "$2"
/bin/chmod +x "$2"`,
    );
  }

  /** What the fake `go` was asked to build. */
  async builds(): Promise<string[]> {
    const log = await readFile(join(this.folder, "builds"), "utf8").catch(() => "");
    return log.split("\n").filter((line) => line !== "");
  }

  /** The process id that a fake program wrote, once it has. */
  async pid(): Promise<number> {
    const file = join(this.folder, "pid");
    await until(async () => (await readFile(file, "utf8").catch(() => "")).endsWith("\n"));
    return Number(await readFile(file, "utf8"));
  }

  async cacheEntries(): Promise<string[]> {
    return (await readdir(this.cacheFolder)).sort();
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, maxRetries: 5 });
  }

  private async program(path: string, script: string): Promise<void> {
    await this.write(path, `#!/bin/sh\n${script}\n`);
    await chmod(join(this.folder, path), 0o755);
  }

  private async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await writeFile(join(this.folder, path), text);
  }
}

/** Waits until `condition` holds, for at most 10 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(10))
    if (await condition()) return;
  throw new Error("waited in vain");
}

/** The reason that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a rejection");
}
