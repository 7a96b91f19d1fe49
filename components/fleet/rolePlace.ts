import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import { iamPath } from "../../privilege/scope";

/** IAM path of the environment's roles and instance profiles: the right to pass roles depends on it. */
export function stackPath(): string {
  return iamPath(pulumi.getProject(), pulumi.getStack());
}

/** What all roles of the environment have in common. */
export function rolePlace({ permissionsBoundary }: Pick<Settings, "permissionsBoundary">) {
  return {
    path: stackPath(),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  };
}
