import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { productionName } from "../../config/names";
import { hintAt } from "../../config/nearest";
import type { Settings } from "../../config/schema";
import type { Color } from "../../release/state";
import type { BlueGreenService } from "../blueGreenService";
import { byColor } from "../loadBalancer/targetGroups";
import { besideFailed } from "../programMark";
import { tags } from "../tags";
import type { Base } from "./foundation";

/** What a team's own resources may refer to; documented where it is exported (bluegreen.ts). */
export interface BesideEnvironment {
  foundation: string | undefined;
  vpcId: pulumi.Output<string>;
  publicSubnetIds: pulumi.Output<string[]>;
  privateSubnetIds: pulumi.Output<string[]>;
  cluster: { arn: pulumi.Output<string>; name: pulumi.Output<string> };
  loadBalancers: Record<Color, BesideLoadBalancer>;
  serviceNames: string[];
  service: (name: string) => BesideService;
  tags: Record<string, string>;
}

export interface BesideLoadBalancer {
  arn: pulumi.Output<string>;
  arnSuffix: pulumi.Output<string>;
  dnsName: pulumi.Output<string>;
  securityGroupId: pulumi.Output<string>;
}

export interface BesideService {
  productionName: string | undefined;
  securityGroupId: pulumi.Output<string>;
  taskRoleArn: pulumi.Output<string>;
  taskRoleName: pulumi.Output<string>;
  logGroupName: pulumi.Output<string>;
  repositoryUrl: pulumi.Output<string>;
}

export type Beside = (environment: BesideEnvironment) => unknown;

/** The code beside the environment failed: the deployer neither takes that for a bug nor for bad settings. */
export class BesideFailed extends pulumi.RunError {
  override name = besideFailed;
  readonly found: string;
  /** A line each. */
  readonly problems: string[];

  constructor(found: string, problems: string[], cause?: unknown) {
    super([found, ...problems].join("\n"));
    this.found = found;
    this.problems = problems;
    this.cause = cause;
  }
}

/** Name of the output that says which others of a team's own are secret: whoever reads outputs gets plain values. */
const secretNames = "secretOutputs";

/** Registers a team's own resources and returns their outputs, which may not have the name of one of `others`. */
export async function besides(
  beside: Beside,
  environment: BesideEnvironment,
  others: object,
): Promise<Record<string, unknown>> {
  const own = await called(beside, environment);
  if (own === undefined || own === null) return {};
  if (typeof own !== "object" || Array.isArray(own) || pulumi.Output.isInstance(own)) {
    throw new BesideFailed("the function given to `programWith` must return outputs by name", []);
  }
  const taken = [...Object.keys(others), secretNames].filter((name) => name in own);
  if (taken.length === 0) return { ...own, [secretNames]: pulumi.output(secretIn(own)) };
  throw new BesideFailed(
    `the function given to \`programWith\` returns ${taken.map((name) => `\`${name}\``).join(", ")}: ` +
      "the environment has outputs of that name",
    [],
  );
}

async function secretIn(outputs: object): Promise<string[]> {
  const names = Object.entries(outputs).map(async ([name, value]) =>
    (await pulumi.isSecret(pulumi.output(value as unknown))) ? [name] : [],
  );
  return (await Promise.all(names)).flat();
}

/** The stack's outputs as its last `up` recorded them, with those secret that were. */
export function withSecrets(outputs: Record<string, unknown>): Record<string, unknown> {
  const own = z.array(z.string()).safeParse(outputs[secretNames]).data ?? [];
  const secret = ["colorSecret", ...own].filter((name) => name in outputs);
  return {
    ...outputs,
    ...Object.fromEntries(secret.map((name) => [name, pulumi.secret(outputs[name])])),
  };
}

async function called(beside: Beside, environment: BesideEnvironment): Promise<unknown> {
  try {
    return await beside(environment);
  } catch (error) {
    if (error instanceof BesideFailed) throw error;
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    const from = stack.split("\n").filter((line) => /^\s+at /.test(line));
    throw new BesideFailed(
      `the function given to \`programWith\` failed: ${message}`,
      from.slice(0, 3).map((line) => line.trim()),
      error,
    );
  }
}

export function besideEnvironment(
  settings: Settings,
  { network, cluster, edges }: Base,
  services: Record<string, BlueGreenService>,
): BesideEnvironment {
  return {
    foundation: settings.foundation,
    vpcId: pulumi.output(network.vpcId),
    publicSubnetIds: pulumi.output(network.publicSubnetIds),
    privateSubnetIds: pulumi.output(network.privateSubnetIds),
    cluster: { arn: cluster.arn, name: cluster.name },
    loadBalancers: byColor((color) => {
      const { loadBalancer, securityGroup } = edges[color];
      const { arn, arnSuffix, dnsName } = loadBalancer;
      return { arn, arnSuffix, dnsName, securityGroupId: securityGroup.id };
    }),
    serviceNames: Object.keys(services),
    service: (name) => {
      const found = services[name];
      if (found) return besideService(settings, name, found);
      const hint = hintAt(name, Object.keys(services));
      throw new BesideFailed(`the settings have no service \`${name}\`; ${hint}`, []);
    },
    tags: tags(),
  };
}

function besideService(settings: Settings, name: string, service: BlueGreenService): BesideService {
  const { roleArn, kind, repository } = service.settings;
  return {
    productionName: kind === "api" ? productionName(settings, name) : undefined,
    securityGroupId: service.securityGroup.id,
    taskRoleArn: roleArn === undefined ? service.taskRole.arn : pulumi.output(roleArn),
    // Also where the settings name another role: what serves may have been released without it.
    taskRoleName: service.taskRole.name,
    logGroupName: service.logGroup.name,
    repositoryUrl: pulumi.output(repository ?? service.repository.repositoryUrl),
  };
}
