import { createHash } from "node:crypto";
import { z } from "zod";

/** Without these a registry may return an old schema, or not find a multi-platform image at all. */
export const manifestMediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

export const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const indexSchema = z.object({
  manifests: z.array(z.object({ platform: z.object({ architecture: z.string() }).optional() })),
});
const manifestSchema = z.object({ config: z.object({ digest: sha256 }) });
/** Named as in GOARCH; a task can't have any other architecture. */
const architecture = /^[a-z0-9_]{1,20}$/;
const imageConfigSchema = z.object({ architecture: z.string().regex(architecture) });

/** What a manifest says about architecture: an index lists all of them, a single image only names its config. */
export type Manifest =
  | { kind: "index"; architecture: string | null }
  | { kind: "image"; configDigest: string }
  | { kind: "unknown" };

/** Reads an OCI or Docker manifest. Architectures are sorted and separated by commas. */
export function readManifest(text: string | undefined): Manifest {
  const content = parseJson(text);
  const index = indexSchema.safeParse(content);
  if (index.success) return { kind: "index", architecture: architecturesOf(index.data) };
  const manifest = manifestSchema.safeParse(content);
  if (!manifest.success) return { kind: "unknown" };
  return { kind: "image", configDigest: manifest.data.config.digest };
}

/** The architecture in an image's config blob; null if there is none. */
export function architectureInConfig(content: Buffer): string | null {
  const config = imageConfigSchema.safeParse(parseJson(content.toString("utf8")));
  return config.success ? config.data.architecture : null;
}

export function sha256Digest(content: string | Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** Entries such as build attestations have the platform `unknown`. */
function architecturesOf({ manifests }: z.output<typeof indexSchema>): string | null {
  const architectures = manifests
    .flatMap(({ platform }) => (platform === undefined ? [] : [platform.architecture]))
    .filter((name) => name !== "unknown" && architecture.test(name));
  return [...new Set(architectures)].sort().join(",") || null;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
