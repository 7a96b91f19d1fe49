import { resolve } from "node:path";
import { withHeartbeat } from "./heartbeat";
import { run } from "./run";
import type { Maker, Search } from "./search";
import { pinnedVersion } from "./version";

// On a network that drops packets the installer would hang for minutes.
const reachMs = 10_000;
const timeoutMs = 5 * 60_000;

export interface InstallerParts {
  /** A URL that responds if the official download is reachable. */
  url: string;
  /** Script that runs `PulumiCommand.install` with root and version; relative to the search's projectRoot. */
  script: string;
}

const official: InstallerParts = {
  url: "https://get.pulumi.com/install.sh",
  script: require.resolve("./installerProcess"),
};

export function officialInstaller({ url, script }: InstallerParts = official): Maker {
  return {
    name: "official installer",
    announcement: `downloading Pulumi ${pinnedVersion} from get.pulumi.com (about a minute)`,
    async make(search, root) {
      await reach(search, url);
      // In its own process, since `PulumiCommand.install` has no time limit and can't be stopped.
      const args = [
        "--require",
        "tsx/cjs",
        resolve(search.projectRoot, script),
        root,
        pinnedVersion,
      ];
      const how = { cwd: search.projectRoot, timeoutMs };
      await withHeartbeat(
        search,
        () => "downloading",
        () => run(search, process.execPath, args, how),
      );
    },
  };
}

async function reach(search: Search, url: string): Promise<void> {
  const signal = AbortSignal.any([search.signal, AbortSignal.timeout(reachMs)]);
  const response = await fetch(url, { method: "HEAD", signal }).catch((error: unknown) => {
    search.signal.throwIfAborted();
    throw new Error(`${url} can't be reached: ${reasonOf(error)}`);
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}

// `fetch` only says "fetch failed"; the reason is in its cause.
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
