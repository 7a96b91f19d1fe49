import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/**
 * What the header `x-bluegreen-secret` must say to choose a fleet by color. Made once for a stack and
 * then carried from `up` to `up` as a secret output; 32 random bytes in hex.
 */
export function colorSecret(deployed: string | undefined): pulumi.Output<string> {
  return pulumi.secret(deployed ?? randomBytes(32).toString("hex"));
}
