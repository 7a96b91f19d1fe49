/**
 * What other repositories import: `import * as bluegreen from "bluegreen"`. Nothing else of the package is
 * public. Types are written out here, so that a program that imports them compiles without those of the AWS provider.
 */
import type { Output } from "@pulumi/pulumi";
import { marked } from "./components/programMark";

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
  return run(null);
}
marked(program, null);

/** What resources of your own may refer to. */
export interface Environment {
  /**
   * Name of the environment that this one is built on, as previews are. The tasks of a preview run the code of anybody who
   * may open a pull request: give them no permissions, and no way to data.
   */
  foundation: string | undefined;
  vpcId: Output<string>;
  publicSubnetIds: Output<string[]>;
  /** The tasks run in these. */
  privateSubnetIds: Output<string[]>;
  cluster: { arn: Output<string>; name: Output<string> };
  /** Each service is behind both. Which one its name leads to changes with every release. */
  loadBalancers: Record<"blue" | "green", LoadBalancer>;
  /** As in the settings. */
  serviceNames: string[];
  /** Throws if the settings have no service of that name. */
  service: (name: string) => Service;
  /** Tags of everything in the environment: its project, its name, and those in the settings. */
  tags: Record<string, string>;
}

export interface LoadBalancer {
  arn: Output<string>;
  /** Its name in CloudWatch's dimensions. */
  arnSuffix: Output<string>;
  dnsName: Output<string>;
  securityGroupId: Output<string>;
}

/** A service of the environment; all of it stays the same in a release. */
export interface Service {
  /** Undefined: a worker, which has none. */
  productionName: string | undefined;
  /** Of the tasks of both colors. Who lets it in lets in both. */
  securityGroupId: Output<string>;
  /** Of the role that the service's code has. */
  taskRoleArn: Output<string>;
  /**
   * Of the role that the environment makes for the service's code, for policies of your own. If the settings name another
   * role in `roleArn`, new versions have that one instead.
   */
  taskRoleName: Output<string>;
  logGroupName: Output<string>;
  /** Without a tag. */
  repositoryUrl: Output<string>;
}

/**
 * As {@link program}, with resources of your own in the same stack: `export = bluegreen.programWith((environment) => { … })`.
 * The function runs in every `up`, of the deployer too, after the environment's resources were registered. What it returns
 * becomes outputs of the stack. Settings stay in `Pulumi.<stack>.yaml`.
 */
export function programWith(
  beside: (environment: Environment) => object | void | Promise<object | void>,
): () => Promise<Outputs> {
  return marked(() => run(beside), beside);
}

function run(beside: Parameters<typeof programWith>[0] | null): Promise<Outputs> {
  const { delegatedServers } =
    require("./automation/adapters/dns/delegation") as typeof import("./automation/adapters/dns/delegation");
  const { program } = require("./components/program") as typeof import("./components/program");
  return program({
    nowMs: Date.now(),
    delegation: (zone) => delegatedServers(zone).catch(() => null),
    beside,
  });
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
