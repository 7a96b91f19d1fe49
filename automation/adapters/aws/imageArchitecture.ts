import type { ECR, Image } from "@aws-sdk/client-ecr";
import { bodyOf } from "../registry/answer";
import { architectureInConfig, readManifest } from "../registry/manifest";
import type { Aws } from "./clients";
import type { EcrRepository } from "./ecrRepository";

const downloadTimeoutMs = 10_000;

/**
 * Architecture of an image in OCI's terms (`amd64`, `arm64`), sorted and separated by commas if there are
 * several. Null if it is unknown, which is no reason to refuse an image.
 */
export async function architectureOf(
  ecr: ECR,
  repository: EcrRepository,
  image: Image,
  callOptions: Aws["callOptions"],
): Promise<string | null> {
  const manifest = readManifest(image.imageManifest);
  if (manifest.kind === "index") return manifest.architecture;
  if (manifest.kind === "unknown") return null;
  try {
    const { downloadUrl } = await ecr.getDownloadUrlForLayer(
      { ...repository, layerDigest: manifest.configDigest },
      callOptions,
    );
    return downloadUrl === undefined ? null : await download(downloadUrl, callOptions);
  } catch {
    callOptions.abortSignal?.throwIfAborted();
    return null;
  }
}

/** A single-platform manifest names its architecture only in the config blob, a few kilobytes. */
async function download(
  downloadUrl: string,
  { abortSignal }: Aws["callOptions"],
): Promise<string | null> {
  const timeout = AbortSignal.timeout(downloadTimeoutMs);
  const signal = abortSignal === undefined ? timeout : AbortSignal.any([abortSignal, timeout]);
  const response = await fetch(downloadUrl, { signal });
  return response.ok ? architectureInConfig(await bodyOf(response)) : null;
}
