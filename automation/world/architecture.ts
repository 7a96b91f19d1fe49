import type { ServiceSettings } from "../../config/schema";

/** OCI's names for the architectures in the settings. */
export const ociNames: Record<ServiceSettings["architecture"], string> = {
  X86_64: "amd64",
  ARM64: "arm64",
};

/**
 * Why the fleet can't run an image for these architectures (OCI's names, separated by commas); null if it can,
 * or if they are unknown.
 */
export function architectureObjection(
  found: string | null,
  wanted: ServiceSettings["architecture"],
): string | null {
  if (found === null || found.split(",").includes(ociNames[wanted])) return null;
  return `it is built for ${found.replaceAll(",", ", ")}, but the fleet runs ${ociNames[wanted]}`;
}
