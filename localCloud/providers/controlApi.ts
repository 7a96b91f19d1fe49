import { type CloudClient, cloudClient } from "../api/client";

/** The local cloud, which passes the address of its control API to its providers. */
export function cloud(): CloudClient {
  const controlUrl = process.env.BLUEGREEN_LOCAL_CLOUD;
  if (!controlUrl)
    throw new Error("BLUEGREEN_LOCAL_CLOUD is not set; providers are started by the local cloud");
  return cloudClient(controlUrl);
}

/** A provider is part of the cloud and ends with it. */
export function endWithCloud(): void {
  process.once("disconnect", () => process.exit(0));
}
