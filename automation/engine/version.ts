import parse = require("semver/functions/parse");
import satisfies = require("semver/functions/satisfies");
import { run } from "./run";
import type { Search } from "./search";

/** The release in the cache, as pinned by tools/pulumi-cli/go.mod. */
export const pinnedVersion = "3.259.0";

const usableRange = `>=${pinnedVersion} <4`;

/** The needed version in words. */
export const neededVersion = `${pinnedVersion} or newer (below 4)`;

/** The version in the output of `pulumi version`; throws with the reason if it is not usable. */
export function usableVersion(answer: string): string {
  const version = parse(answer.trim());
  if (version === null)
    throw new Error(`\`pulumi version\` printed no version, but ${JSON.stringify(answer.trim())}`);
  if (!satisfies(version, usableRange, { includePrerelease: true }))
    throw new Error(`it is version ${version.version}; ${neededVersion} is needed`);
  return version.version;
}

// The first start of a 115 MB binary from a cold disk takes some seconds.
const timeoutMs = 60_000;

/** Runs `<command> version` and returns the version; throws if it does not run or is not usable. */
export async function verify(search: Search, command: string): Promise<string> {
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  return usableVersion(await run(search, command, ["version"], { env, timeoutMs }));
}
