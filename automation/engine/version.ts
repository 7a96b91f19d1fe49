import parse = require("semver/functions/parse");
import satisfies = require("semver/functions/satisfies");

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
