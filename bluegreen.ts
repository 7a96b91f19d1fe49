/**
 * What other repositories import: `import * as bluegreen from "bluegreen"`. Nothing else of the package is
 * public. Types are written out here, so that a program that imports them compiles without those of the AWS provider.
 */
import type { Output } from "@pulumi/pulumi";

/** Outputs of an environment's stack. */
export interface Outputs {
  /** The release as the last `up` left it: the deployer's only record. */
  release: Output<unknown>;
  /** Names and ARNs of what was created, for the deployer. */
  inventory: Output<unknown>;
  /** For environments that are built on this one; absent in one that is itself built on another. */
  foundation: Output<unknown> | undefined;
  /** For environments that use the same images. */
  repositories: Output<unknown>;
  /** Secret: value of the header `x-bluegreen-secret`. */
  colorSecret: Output<string>;
  /** Production URL of each API, by service. */
  urls: Record<string, string>;
  /** ARN of the role that the code of each service has, to name in the policies of queues and buckets. */
  taskRoleArns: Output<Record<string, string>>;
}

/**
 * The Pulumi program that describes an environment by the settings in `Pulumi.<stack>.yaml`. The whole index.ts of
 * a project is `export = bluegreen.program`; `bluegreen deploy` and a plain `pulumi up` run the same program.
 */
export function program(): Promise<Outputs> {
  const { delegatedServers } =
    require("./automation/adapters/dns/delegation") as typeof import("./automation/adapters/dns/delegation");
  const { program: run } = require("./components/program") as typeof import("./components/program");
  return run({ delegation: (zone) => delegatedServers(zone).catch(() => null) });
}

/** Outputs of the stack of `access/`: ARNs of roles, for `role-to-assume` of aws-actions/configure-aws-credentials. */
export interface AccessOutputs {
  deployRoleArn: Output<string> | undefined;
  previewRoleArn: Output<string> | undefined;
  driftRoleArn: Output<string> | undefined;
  previewStacksRoleArn: Output<string> | undefined;
  /** Of the permissions boundary that the environment's settings name. */
  boundaryArn: string;
}

/**
 * The Pulumi program of the folder `access/`: roles with which GitHub Actions deploys, previews and checks the
 * environment whose project is one folder up.
 */
export function access(): Promise<AccessOutputs> {
  return (require("./access/program") as typeof import("./access/program")).program();
}
