import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import { iamPath } from "../../privilege/scope";

/** Where the environment's roles and instance profiles stand: the right to pass roles goes by it. */
export function stackPath(): string {
  return iamPath(pulumi.getProject(), pulumi.getStack());
}

/** What every role of the environment has in common. */
export function rolePlace({ permissionsBoundary }: Pick<Settings, "permissionsBoundary">) {
  return {
    path: stackPath(),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  };
}
