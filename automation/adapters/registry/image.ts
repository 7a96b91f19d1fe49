import type { ImageLookup } from "../../world/ports";
import { refused } from "../../world/errors";
import { registryAddress } from "./address";
import { RegistryClient, type RegistryOptions } from "./client";
import { architectureInConfig, readManifest, sha256Digest } from "./manifest";
import { objectionTo, parseImageReference } from "./reference";

/**
 * Finds an image in a registry other than ECR, such as `ghcr.io`, and pins it by digest. Throws DeployError if
 * the registry can't be reached.
 */
export async function findRegistryImage(
  reference: string,
  repositoryUri: string,
  options: RegistryOptions,
): Promise<ImageLookup> {
  const wanted = parseImageReference(reference);
  const objection = objectionTo(wanted, reference, repositoryUri);
  if (objection !== null) return { found: false, reason: objection };
  const client = new RegistryClient(registryAddress(repositoryUri), options);
  const name = wanted.digest ?? wanted.tag!;
  // HEAD does not count as a pull, which Docker Hub limits.
  const head = await reach(repositoryUri, client, () => client.manifest("HEAD", name));
  if (!head.ok) return { found: false, reason: reasonFor(head.status, reference, repositoryUri) };
  const { digest, architecture } = await describe(client, head, name, repositoryUri);
  if (wanted.digest !== undefined && wanted.digest !== digest) {
    const reason = `\`${repositoryUri}\` returned \`${digest}\` for \`${wanted.digest}\`.`;
    return { found: false, reason };
  }
  return { found: true, pinned: `${repositoryUri}@${digest}`, digest, architecture };
}

/** A registry may omit the digest: then it is computed from the manifest's bytes. */
async function describe(
  client: RegistryClient,
  head: Response,
  name: string,
  repositoryUri: string,
): Promise<{ digest: string; architecture: string | null }> {
  const told = head.headers.get("docker-content-digest");
  const answer = await reach(repositoryUri, client, () => client.manifest("GET", told ?? name));
  const text = await answer.text();
  const manifest = readManifest(answer.ok ? text : undefined);
  const digest = told ?? sha256Digest(text);
  if (manifest.kind === "index") return { digest, architecture: manifest.architecture };
  if (manifest.kind === "unknown") return { digest, architecture: null };
  const blob = await reach(repositoryUri, client, () => client.blob(manifest.configDigest));
  const config: unknown = blob.ok ? await blob.json().catch(() => undefined) : undefined;
  return { digest, architecture: architectureInConfig(config) };
}

function reasonFor(status: number, reference: string, repositoryUri: string): string {
  if (status === 404) {
    return `\`${repositoryUri}\` has no image \`${reference}\`. Push it, or choose an existing one.`;
  }
  if (status === 401 || status === 403) {
    return (
      `The registry refuses \`${reference}\` to ${status === 401 ? "an anonymous caller" : "this caller"} ` +
      `(HTTP ${status}). Check the name, or run \`docker login ${repositoryUri.split("/")[0]}\`; ` +
      "Docker's credential helpers are not used."
    );
  }
  if (status === 429) {
    return "The registry limits requests (HTTP 429), even after retries. Log in, or wait a few minutes.";
  }
  return `The registry returned HTTP ${status} for \`${reference}\`.`;
}

async function reach<T>(
  repositoryUri: string,
  client: RegistryClient,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    client.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw refused(
      `the registry of \`${repositoryUri}\` can't be reached: ${error.message}${cause}`,
      "check `repository` in the settings and the network (DNS, proxy), and run the command again",
    );
  }
}
