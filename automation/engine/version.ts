import parse = require("semver/functions/parse");
import satisfies = require("semver/functions/satisfies");
import { run } from "./run";
import type { Search } from "./search";

/** The release that the cache holds and that tools/pulumi-cli/go.mod pins. */
export const pinnedVersion = "3.259.0";

const usableRange = `>=${pinnedVersion} <4`;

/** What is needed, for a person. */
export const neededVersion = `${pinnedVersion} or newer, below 4`;

/** The version in the answer of `pulumi version`; throws with the reason when it is none that can be used. */
export function usableVersion(answer: string): string {
  const version = parse(answer.trim());
  if (version === null)
    throw new Error(`\`pulumi version\` printed no version, but ${JSON.stringify(answer.trim())}`);
  if (!satisfies(version, usableRange, { includePrerelease: true }))
    throw new Error(`it is version ${version.version}; needed is ${neededVersion}`);
  return version.version;
}

// The first start of a binary of 115 MB from a cold disk takes some seconds.
const timeoutMs = 60_000;

/** Runs `<command> version` and returns the version; throws when it does not run or is not usable. */
export async function verify(search: Search, command: string): Promise<string> {
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  return usableVersion(await run(search, command, ["version"], { env, timeoutMs }));
}
