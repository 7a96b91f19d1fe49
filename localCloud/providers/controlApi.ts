import { type CloudClient, cloudClient } from "../api/client";

/** The local cloud, which gives its providers the address of its control API. */
export function cloud(): CloudClient {
  const controlUrl = process.env.BLUEGREEN_LOCAL_CLOUD;
  if (!controlUrl)
    throw new Error("BLUEGREEN_LOCAL_CLOUD is not set: the cloud starts its providers");
  return cloudClient(controlUrl);
}

/** A provider is part of the cloud and ends with it. */
export function endWithCloud(): void {
  process.once("disconnect", () => process.exit(0));
}
