import type { Fleet } from "../../release/state";
import { digestOf } from "./environment";

/** `sha256:0123456789ab`: enough to tell the digests of one repository apart. */
export function shortDigest(image: string): string {
  return digestOf(image).slice(0, "sha256:".length + 12);
}

/** `1.4.0 (sha256:0123456789ab)`, or the digest alone. */
export function versionOf({
  image,
  label,
}: Pick<Fleet, "image"> & { label?: { tag?: string | undefined } | undefined }): string {
  if (image === null) return "no version";
  return label?.tag === undefined ? shortDigest(image) : `${label.tag} (${shortDigest(image)})`;
}
