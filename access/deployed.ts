import * as pulumi from "@pulumi/pulumi";
import { printable } from "../automation/world/printable";
import { readStackOutputs } from "../components/stack/deployed";
import { parseState, type ReleaseState } from "../release/state";

/**
 * The release that an environment has; undefined if it has none. It is only missing if Pulumi knows no such stack:
 * with any other error, nobody knows what its tasks need. Throws RunError.
 */
export async function deployedRelease(
  project: string,
  stack: string,
): Promise<ReleaseState | undefined> {
  const name = `${pulumi.getOrganization()}/${project}/${stack}`;
  try {
    const answer: unknown = await pulumi.runtime.invoke(readStackOutputs, { name });
    const { release } = (answer as { outputs: Record<string, unknown> }).outputs;
    return release === undefined ? undefined : parseState(release);
  } catch (error) {
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    if (why.endsWith(`unknown stack "${name}"`)) return undefined;
    throw new pulumi.RunError(
      `stack ${stack} of ${project} can't be read, so the secrets and images of its deployed versions are unknown: ` +
        `${printable(why)}\nUse the same backend here as there, and the same passphrase or key, until ` +
        `\`pulumi stack output release --show-secrets --cwd .. --stack ${stack}\` prints the release; then run ` +
        "`pulumi up` again.",
    );
  }
}
