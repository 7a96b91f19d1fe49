import type { ServiceSettings } from "../../config/schema";

/** What OCI calls the architectures of the settings. */
export const ociNames: Record<ServiceSettings["architecture"], string> = {
  X86_64: "amd64",
  ARM64: "arm64",
};

/**
 * Why the fleet can't run an image of these architectures (in OCI's words, joined by commas); null when
 * it can, or when nobody knows.
 */
export function architectureObjection(
  found: string | null,
  wanted: ServiceSettings["architecture"],
): string | null {
  if (found === null || found.split(",").includes(ociNames[wanted])) return null;
  return `it is built for ${found.replaceAll(",", ", ")}, and the fleet runs ${ociNames[wanted]}`;
}
