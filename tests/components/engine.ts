import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { Beside } from "../../components/stack/beside";
import { readStackOutputs } from "../../components/stack/deployed";
import type { Delegation } from "../../components/stack/nameZones";
import type { Certificates } from "../../components/stack/presented";
import { program, recordOnly } from "../../components/program";
import { label, recordRegistrations, type Registered, waitForRPCs } from "./registrations";

export type { Registered };

export interface Run {
  resources: Registered[];
  /** Tokens of the provider functions that the program called. */
  invokes: string[];
  /** Outputs as plain values; undefined if the program refused. */
  outputs: Record<string, unknown> | undefined;
  secretOutputs: string[];
  /** Names of the resources that each output depends on. */
  outputsWaitFor: Record<string, string[]>;
  error: Error | undefined;
}

export interface RunInput {
  /** Name of the stack. */
  stack?: string;
  /** Values the way Pulumi passes them: objects become JSON text. */
  config: Record<string, unknown>;
  /** Outputs of the last successful `up`. */
  deployed?: Record<string, unknown>;
  /** Outputs of other stacks, by name. */
  others?: Record<string, Record<string, unknown>>;
  preview?: boolean;
  /** Of provider functions, by token, in place of the usual ones. */
  answers?: Record<string, Record<string, unknown> | Answerer>;
  delegation?: Delegation;
  certificates?: Certificates;
  /** Milliseconds since the epoch; absent: some Wednesday noon. */
  nowMs?: number;
  /** Environments built on this one; absent: unknown. */
  dependents?: readonly string[];
  /** Services that the `up` is limited to; null: all; `record`: it changes nothing but the release state. */
  only?: readonly string[] | "record" | null;
  /** The settings of the last `up`, for a state in which fleets kept none; absent: such a state is refused. */
  deployedSettings?: Settings | null;
  beside?: Beside;
}

/** Answers by a function's arguments; throws if the provider would. */
export type Answerer = (inputs: Record<string, unknown>) => Record<string, unknown>;

/**
 * Runs the program against Pulumi's mocks. They answer each registration with its inputs and made-up
 * ids; they have no prior state, no diff and no provider checks. So this shows what is requested and in
 * which order, not that AWS would accept it.
 */
export async function runProgram({
  stack = "dev",
  config,
  deployed = {},
  others = {},
  preview = false,
  only = null,
  nowMs = Date.UTC(2026, 0, 7, 12),
  deployedSettings,
  delegation,
  certificates,
  dependents,
  beside,
  answers = {},
}: RunInput): Promise<Run> {
  const resources: Registered[] = [];
  const invokes: string[] = [];
  const inputs = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    mocks(inputs, invokes, { ...others, [stack]: deployed }, answers),
    "bluegreen",
    stack,
    preview,
    "acme",
  );
  recordRegistrations(resources, inputs);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        `bluegreen:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
  );
  try {
    if (only === "record") {
      const recorded = await recordOnly();
      await waitForRPCs();
      return { resources, invokes, ...(await plain(recorded)), error: undefined };
    }
    const outputs = await program({
      ...{ only, nowMs },
      ...(delegation && { delegation }),
      ...(certificates && { certificates }),
      ...(beside && { beside }),
      ...(dependents && { dependents: () => Promise.resolve(dependents) }),
      ...(deployedSettings !== undefined && {
        deployedSettings: () => Promise.resolve(deployedSettings),
      }),
    });
    await waitForRPCs();
    return { resources, invokes, ...(await plain(outputs)), error: undefined };
  } catch (error) {
    await waitForRPCs();
    if (!(error instanceof Error)) throw error;
    return {
      resources,
      invokes,
      outputs: undefined,
      secretOutputs: [],
      outputsWaitFor: {},
      error,
    };
  }
}

function mocks(
  inputs: Map<string, Record<string, unknown>>,
  invokes: string[],
  stacks: Record<string, Record<string, unknown>>,
  own: NonNullable<RunInput["answers"]>,
): pulumi.runtime.Mocks {
  return {
    newResource({ type, name, inputs: given }) {
      const own = given as Record<string, unknown>;
      if (type === "pulumi:pulumi:StackReference") {
        const outputs = stacks[name.split("/").at(-1)!] ?? {};
        return { id: name, state: { ...own, outputs, secretOutputNames: ["colorSecret"] } };
      }
      inputs.set(`${type} ${name}`, own);
      return { id: `${name}-id`, state: { ...own, ...made(type, name, own) } };
    },
    call({ token, inputs: given }) {
      invokes.push(token);
      if (token === readStackOutputs) {
        return { outputs: stacks[(given as { name: string }).name.split("/").at(-1)!] ?? {} };
      }
      const answer = own[token];
      return typeof answer === "function"
        ? answer(given as Record<string, unknown>)
        : (answer ?? usual[token] ?? {});
    },
  };
}

const usual: Record<string, Record<string, unknown>> = {
  "aws:index/getRegion:getRegion": { region: "eu-central-1" },
  "aws:index/getPartition:getPartition": { partition: "aws" },
  "aws:index/getCallerIdentity:getCallerIdentity": {
    accountId: "123456789012",
    arn: "arn:aws:iam::123456789012:user/ann",
  },
  "aws:ecs/getCluster:getCluster": {
    arn: "arn:aws:ecs:eu-central-1:123456789012:cluster/team",
    status: "ACTIVE",
  },
  "aws:route53/getZone:getZone": {
    zoneId: "Z1",
    name: "dev.example.com",
    nameServers: ["ns-1.example.net"],
  },
};

/** What AWS would add to a resource's inputs. */
function made(type: string, name: string, given: Record<string, unknown>) {
  const common = { arn: `arn:${name}`, name: given["name"] ?? `${name}-1a2b3c4` };
  switch (type) {
    case "awsx:ec2:Vpc":
      return {
        vpcId: "vpc-1",
        publicSubnetIds: ["subnet-a", "subnet-b"],
        privateSubnetIds: ["subnet-c", "subnet-d"],
        routeTables: [{ id: "rtb-1" }, { id: "rtb-2" }],
        routeTableAssociations: [
          { subnetId: "subnet-c", routeTableId: "rtb-2" },
          { subnetId: "subnet-b", routeTableId: "rtb-1b" },
          { subnetId: "subnet-a", routeTableId: "rtb-1" },
        ],
        internetGateway: { id: "igw-1" },
      };
    case "aws:lb/loadBalancer:LoadBalancer":
      return {
        ...common,
        arnSuffix: `suffix:${name}`,
        dnsName: `${name}.elb.example`,
        zoneId: "ZELB",
      };
    case "aws:lb/targetGroup:TargetGroup":
      return { ...common, arnSuffix: `suffix:${name}` };
    case "aws:acm/certificate:Certificate":
      return {
        ...common,
        domainValidationOptions: [
          {
            resourceRecordName: "_proof.dev.example.com",
            resourceRecordType: "CNAME",
            resourceRecordValue: "_value.acm.example",
          },
        ],
      };
    case "aws:route53/record:Record":
      return { fqdn: given["name"] };
    case "aws:route53/zone:Zone":
      return { ...common, zoneId: `${name}-zone` };
    case "aws:ecs/cluster:Cluster":
      return {
        ...common,
        arn: "arn:aws:ecs:eu-central-1:123456789012:cluster/bluegreen-dev-1a2b3c4",
      };
    case "aws:ecr/repository:Repository":
      return { ...common, repositoryUrl: `registry.example/${String(given["name"])}` };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { ...common, latestVersion: 1 };
    default:
      return common;
  }
}

async function plain(outputs: object) {
  const known = await Promise.all(
    Object.entries(outputs).map(async ([name, value]) => {
      const output: pulumi.Output<unknown> = pulumi.output(value as object);
      const resolved = await new Promise<unknown>((resolve) => output.apply(resolve));
      const waitsFor = await dependenciesOf(output);
      return { name, resolved, waitsFor, secret: await pulumi.isSecret(output) };
    }),
  );
  return {
    outputs: Object.fromEntries(known.map(({ name, resolved }) => [name, resolved])),
    outputsWaitFor: Object.fromEntries(known.map(({ name, waitsFor }) => [name, waitsFor])),
    secretOutputs: known.filter(({ secret }) => secret).map(({ name }) => name),
  };
}

/** The types leave `allResources` out. */
async function dependenciesOf(output: pulumi.Output<unknown>): Promise<string[]> {
  const { allResources } = output as unknown as {
    allResources: () => Promise<Set<pulumi.Resource>>;
  };
  const urns = [...(await allResources.call(output))].map(
    ({ urn }) => new Promise<string>((resolve) => urn.apply(resolve)),
  );
  return (await Promise.all(urns)).map(label).sort();
}
