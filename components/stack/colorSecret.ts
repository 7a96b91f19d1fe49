import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/**
 * Value of the header `x-bluegreen-secret` that allows choosing a fleet by color. It is created once per
 * stack, 32 random bytes in hex, and carried from `up` to `up` as a secret output.
 */
export function colorSecret(deployed: string | undefined): pulumi.Output<string> {
  return pulumi.secret(deployed ?? randomBytes(32).toString("hex"));
}
