import type { ECR, Image } from "@aws-sdk/client-ecr";
import { z } from "zod";
import type { Aws } from "./clients";
import type { EcrRepository } from "./imageReference";

/** Without these ECR may answer with an old schema, or not find a multi-platform image at all. */
export const manifestMediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

const indexSchema = z.object({
  manifests: z.array(z.object({ platform: z.object({ architecture: z.string() }).optional() })),
});
const manifestSchema = z.object({ config: z.object({ digest: z.string() }) });
const imageConfigSchema = z.object({ architecture: z.string() });

const downloadTimeoutMs = 10_000;

/**
 * Architecture of an image in OCI's words (`amd64`, `arm64`), sorted and joined by commas when the
 * image has several. Null when it can't be told: a lack here is no reason to refuse an image.
 */
export async function architectureOf(
  ecr: ECR,
  repository: EcrRepository,
  image: Image,
  callOptions: Aws["callOptions"],
): Promise<string | null> {
  const content = parseJson(image.imageManifest);
  const index = indexSchema.safeParse(content);
  if (index.success) return architecturesOfIndex(index.data);
  const manifest = manifestSchema.safeParse(content);
  if (!manifest.success) return null;
  try {
    const { downloadUrl } = await ecr.getDownloadUrlForLayer(
      { ...repository, layerDigest: manifest.data.config.digest },
      callOptions,
    );
    return downloadUrl === undefined ? null : await architectureInConfig(downloadUrl, callOptions);
  } catch {
    callOptions.abortSignal?.throwIfAborted();
    return null;
  }
}

/** Entries such as build attestations have the platform `unknown`. */
function architecturesOfIndex({ manifests }: z.output<typeof indexSchema>): string | null {
  const architectures = manifests
    .flatMap(({ platform }) => (platform === undefined ? [] : [platform.architecture]))
    .filter((architecture) => architecture !== "unknown");
  return [...new Set(architectures)].sort().join(",") || null;
}

/** A single-platform manifest names its architecture only in the config blob, a few kilobytes. */
async function architectureInConfig(
  downloadUrl: string,
  { abortSignal }: Aws["callOptions"],
): Promise<string | null> {
  const timeout = AbortSignal.timeout(downloadTimeoutMs);
  const signal = abortSignal === undefined ? timeout : AbortSignal.any([abortSignal, timeout]);
  const response = await fetch(downloadUrl, { signal });
  if (!response.ok) return null;
  const config = imageConfigSchema.safeParse(await response.json());
  return config.success ? config.data.architecture : null;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
