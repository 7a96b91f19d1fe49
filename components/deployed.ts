import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { RunningShape } from "../config/runningChanges";
import { type ReleaseState, releaseStateSchema } from "../release/state";
import type { DeployedServices } from "./kept";

/** What this stack's last successful `up` left behind. */
export interface Deployed {
  /** Undefined before the first. */
  release: ReleaseState | undefined;
  colorSecret: string | undefined;
  /** Where it lives; empty before the first `up`. */
  place: RecordedPlace;
  /** By service. */
  shapes: Record<string, RunningShape>;
  services: DeployedServices;
}

/** Reads the stack's own outputs; a preview reads them too. Throws RunError when they are not ours. */
export async function readDeployed(): Promise<Deployed> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const self = new pulumi.StackReference(name);
  const [release, secret, inventory, repositories] = await Promise.all([
    self.getOutputDetails("release"),
    self.getOutputDetails("colorSecret"),
    self.getOutputDetails("inventory"),
    self.getOutputDetails("repositories"),
  ]);
  const colorSecret: unknown = secret.secretValue ?? secret.value;
  return {
    release: parseRelease(release.value),
    colorSecret: typeof colorSecret === "string" ? colorSecret : undefined,
    place: placeSchema.safeParse(inventory.value).data ?? {},
    shapes: shapesSchema.safeParse(inventory.value).data?.services ?? {},
    services: {
      inventory: entriesSchema.safeParse(inventory.value).data?.services ?? {},
      repositories: recordSchema.safeParse(repositories.value).data ?? {},
    },
  };
}

const placeSchema = z.object({ account: z.string().optional(), region: z.string().optional() });
export type RecordedPlace = z.output<typeof placeSchema>;

const recordSchema = z.record(z.string(), z.unknown());
const entriesSchema = z.object({ services: recordSchema });

const shapesSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      kind: z.enum(["api", "worker"]).optional(),
      port: z.number().optional(),
      compute: z.enum(["fargate", "ec2"]),
    }),
  ),
});

function parseRelease(value: unknown): ReleaseState | undefined {
  if (value === undefined || value === null) return undefined;
  const result = releaseStateSchema.safeParse(value);
  if (result.success) return result.data;
  throw new pulumi.RunError(
    `The stack output \`release\` is not a release state: ${result.error.message}\n` +
      "It was written by another version of this program; deploy with that version.",
  );
}
