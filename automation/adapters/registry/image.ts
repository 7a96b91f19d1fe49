import type { ImageLookup } from "../../world/ports";
import { DeployError, refused } from "../../world/errors";
import { registryAddress } from "./address";
import { RegistryClient, type RegistryOptions } from "./client";
import { bodyOf } from "./answer";
import { architectureInConfig, readManifest, sha256, sha256Digest } from "./manifest";
import { imageReferenceIn, objectionTo } from "../../world/imageReference";

/**
 * Finds an image in a registry other than ECR, such as `ghcr.io`, and pins it by digest. Throws DeployError if
 * the registry can't be reached.
 */
export async function findRegistryImage(
  reference: string,
  repositoryUri: string,
  options: RegistryOptions,
): Promise<ImageLookup> {
  const wanted = imageReferenceIn(repositoryUri, reference);
  const objection = objectionTo(wanted, reference, repositoryUri);
  if (objection !== null) return { found: false, reason: objection };
  const client = new RegistryClient(registryAddress(repositoryUri), options);
  const name = wanted.digest ?? wanted.tag!;
  // HEAD does not count as a pull, which Docker Hub limits.
  const head = await reach(repositoryUri, client, () => client.manifest("HEAD", name));
  if (!head.ok) return { found: false, reason: reasonFor(head.status, reference, repositoryUri) };
  const told = head.headers.get("docker-content-digest");
  if (told !== null && !sha256.safeParse(told).success) {
    return { found: false, reason: `\`${repositoryUri}\` returned an invalid digest.` };
  }
  const answer = await reach(repositoryUri, client, () => client.manifest("GET", told ?? name));
  if (!answer.ok) {
    return { found: false, reason: reasonFor(answer.status, reference, repositoryUri) };
  }
  const manifest = await reach(repositoryUri, client, () => bodyOf(answer));
  const digest = sha256Digest(manifest);
  const asked = [wanted.digest, told].find((one) => one && one !== digest);
  if (asked) {
    const reason = `\`${repositoryUri}\` returned \`${digest}\` when asked for \`${asked}\`.`;
    return { found: false, reason };
  }
  const architecture = await reach(repositoryUri, client, () =>
    architectureOf(client, manifest.toString("utf8")),
  );
  return { found: true, pinned: `${repositoryUri}@${digest}`, digest, architecture };
}

/** Null if neither the manifest nor its config names one. */
async function architectureOf(client: RegistryClient, text: string): Promise<string | null> {
  const manifest = readManifest(text);
  if (manifest.kind === "index") return manifest.architecture;
  if (manifest.kind === "unknown") return null;
  const blob = await client.blob(manifest.configDigest);
  if (!blob.ok) return null;
  const config = await bodyOf(blob);
  return sha256Digest(config) === manifest.configDigest ? architectureInConfig(config) : null;
}

function reasonFor(status: number, reference: string, repositoryUri: string): string {
  if (status === 404) {
    return `\`${repositoryUri}\` has no image \`${reference}\`. Push it, or choose an existing one.`;
  }
  if (status === 401 || status === 403) {
    return (
      `The registry denies ${status === 401 ? "anonymous access" : "access"} to \`${reference}\` ` +
      `(HTTP ${status}). Check the name, or run \`docker login ${repositoryUri.split("/")[0]}\`; ` +
      "Docker's credential helpers are not used."
    );
  }
  if (status === 429) {
    return "The registry still rate-limits requests after retries (HTTP 429). Log in, or wait a few minutes.";
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
    if (!(error instanceof Error) || error instanceof DeployError) throw error;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw refused(
      `the registry of \`${repositoryUri}\` can't be reached: ${error.message}${cause}`,
      "check `repository` in the settings and the network (DNS, proxy), and run the command again",
    );
  }
}
