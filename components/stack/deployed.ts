import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import {
  type EnvironmentShape,
  environmentShapeSchema,
  type RunningShape,
  runningShapeSchema,
} from "../../release/inventory";
import { parseState, type ReleaseState, UnknownState } from "../../release/state";
import type { DeployedServices } from "./kept";

/** The outputs of this stack's last successful `up`. */
export interface Deployed {
  /** Undefined before the first. */
  release: ReleaseState | undefined;
  colorSecret: string | undefined;
  /** Account and region; empty before the first `up`. */
  place: RecordedPlace;
  /** What the environment was made with; undefined if that was not recorded. */
  environment: EnvironmentShape | undefined;
  /** The public zone, and where its names may lead; undefined before the first `up`. */
  zone: { id: string; name?: string | undefined; loadBalancers: string[] } | undefined;
  /** Whether Pulumi's state protects what private names share; undefined if there are none. */
  privateNames: { protected: boolean } | undefined;
  /** Undefined before the first `up`. */
  clusterName: string | undefined;
  /** Whether the program made certificates for the public names. */
  ownCertificates: boolean;
  /**
   * Whether a VPC of the program has a gateway endpoint of S3: it does if it is new. In one that serves it would end
   * open connections to S3, and policies of buckets would see other addresses.
   */
  s3Endpoint: boolean;
  /** See Inventory. */
  fargateProviders: boolean;
  /** Whether the public load balancers have IPv6 addresses. */
  ipv6: boolean;
  /** By service. */
  services: Record<string, RunningShape>;
  /** Names of the alarms of both fleets, by service. */
  alarms: Record<string, string[]>;
  /** Entries of outputs, by service. */
  entries: DeployedServices;
}

/**
 * Reads the stack's own outputs; a preview reads them too. Throws RunError if they are not this
 * program's.
 *
 * It uses the function behind `StackReference` rather than that resource, since Pulumi would keep a copy
 * of all outputs in the state and write the whole state twice more in each `up`.
 */
export async function readDeployed(): Promise<Deployed> {
  return readDeployedFrom(await readOutputs());
}

/** The plain outputs, secrets included. */
export async function readOutputs(): Promise<Record<string, unknown>> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  return ((await pulumi.runtime.invoke(readStackOutputs, { name })) as StackOutputs).outputs;
}

export function readDeployedFrom(outputs: Record<string, unknown>): Deployed {
  const { release, colorSecret, inventory, repositories } = outputs;
  const {
    clusterName,
    s3Endpoint,
    fargateProviders = false,
    ownCertificates = true,
    ipv6 = false,
  } = clusterSchema.safeParse(inventory).data ?? {};
  return {
    release: parseRelease(release),
    colorSecret: typeof colorSecret === "string" ? colorSecret : undefined,
    place: placeSchema.safeParse(inventory).data ?? {},
    environment: environmentSchema.safeParse(inventory).data?.environment,
    zone: zoneOf(inventory),
    privateNames: privateSchema.safeParse(inventory).data?.privateZone,
    clusterName,
    ownCertificates,
    fargateProviders,
    ipv6,
    s3Endpoint: clusterName === undefined || s3Endpoint === true,
    alarms: alarmsOf(inventory),
    services: shapesSchema.safeParse(inventory).data?.services ?? {},
    entries: {
      inventory: entriesSchema.safeParse(inventory).data?.services ?? {},
      repositories: recordSchema.safeParse(repositories).data ?? {},
    },
  };
}

/** The call that a `StackReference` makes. */
export const readStackOutputs = "pulumi:pulumi:readStackOutputs";

/** Its result: the plain outputs, secrets included. */
interface StackOutputs {
  outputs: Record<string, unknown>;
}

const placeSchema = z.object({ account: z.string().optional(), region: z.string().optional() });
export type RecordedPlace = z.output<typeof placeSchema>;

const zoneSchema = z.object({
  hostedZone: z.object({ id: z.string(), name: z.string().optional() }),
  edges: z.record(z.string(), z.object({ dnsName: z.string() })),
});

function zoneOf(inventory: unknown): Deployed["zone"] {
  const found = zoneSchema.safeParse(inventory).data;
  if (!found) return undefined;
  const loadBalancers = Object.values(found.edges).map(({ dnsName }) => dnsName);
  return { ...found.hostedZone, loadBalancers };
}

const clusterSchema = z.object({
  clusterName: z.string(),
  fargateProviders: z.literal(true).optional(),
  s3Endpoint: z.literal(true).optional(),
  ownCertificates: z.literal(false).optional(),
  ipv6: z.literal(true).optional(),
});

const fleetSchema = z.object({ alarms: z.array(z.string()).default([]) });
const alarmsSchema = z.object({
  services: z.record(z.string(), z.object({ fleets: z.record(z.string(), fleetSchema) })),
});

function alarmsOf(inventory: unknown): Deployed["alarms"] {
  const { services = {} } = alarmsSchema.safeParse(inventory).data ?? {};
  return Object.fromEntries(
    Object.entries(services).map(([name, { fleets }]) => [
      name,
      Object.values(fleets).flatMap(({ alarms }) => alarms),
    ]),
  );
}

const recordSchema = z.record(z.string(), z.unknown());
const entriesSchema = z.object({ services: recordSchema });

// Without a record, an older program protected it as long as it was in use.
const privateSchema = z.object({ privateZone: z.object({ protected: z.boolean().default(true) }) });

const environmentSchema = z.object({ environment: environmentShapeSchema });
const shapesSchema = z.object({ services: z.record(z.string(), runningShapeSchema) });

function parseRelease(value: unknown): ReleaseState | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    return parseState(value);
  } catch (error) {
    if (!(error instanceof UnknownState)) throw error;
    throw new pulumi.RunError(
      `${capital(error.message)}.\nIt was written by another version of this program: deploy with that version.`,
    );
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
