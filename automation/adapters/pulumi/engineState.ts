import { createHash } from "node:crypto";
import { z } from "zod";
import { isOfEnvironment } from "../../../components/stack/ofEnvironment";
import { targetOf } from "../../../release/origin";
import { repositoryType } from "../../world/keptRepositories";
import type { EngineState } from "../../world/ports";
import type { Outputs } from "./options";
import { nameOf } from "./urn";

const stackType = "pulumi:pulumi:Stack";
const recordType = "aws:route53/record:Record";
const ecsServiceType = "aws:ecs/service:Service";
const groupType = "aws:autoscaling/group:Group";

/** The parts of `pulumi stack export` that are read here. */
const exportedSchema = z.object({
  deployment: z.object({
    manifest: z.object({ time: z.string() }).optional(),
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          inputs: z.unknown().optional(),
          outputs: z.unknown().optional(),
          retainOnDelete: z.boolean().optional(),
          protect: z.boolean().optional(),
        }),
      )
      .nullish(),
    pending_operations: z
      .array(
        z.object({ type: z.string(), resource: z.object({ urn: z.string(), type: z.string() }) }),
      )
      .nullish(),
  }),
});

const recordSchema = z.object({
  name: z.string(),
  type: z.enum(["A", "AAAA", "CNAME"]),
  aliases: z.array(z.object({ name: z.string() })).optional(),
  records: z.array(z.string()).optional(),
});

const outputsSchema = z.record(z.string(), z.unknown());
const ecsServiceSchema = z.object({ desiredCount: z.number() });
const groupSchema = z.object({ minSize: z.number() });
const repositorySchema = z.object({ name: z.string() });

/** The stack's outputs in `pulumi stack export`; those that are secret are encrypted there. */
export function readOutputs(exported: unknown): Outputs {
  const { resources } = exportedSchema.parse(exported).deployment;
  const stack = resources?.find(({ type }) => type === stackType);
  return outputsSchema.parse(stack?.outputs ?? {});
}

/** Reads what the deployer needs from `pulumi stack export`. */
export function readEngineState(exported: unknown): EngineState {
  const { deployment } = exportedSchema.parse(exported);
  const targets: EngineState["targets"] = {};
  const ipv6Targets: Record<string, string> = {};
  const tasks: EngineState["tasks"] = {};
  const instances: EngineState["instances"] = {};
  const repositories: EngineState["repositories"] = {};
  for (const { type, urn, inputs, retainOnDelete: isKept = false } of deployment.resources ?? []) {
    const record = type === recordType ? recordSchema.safeParse(inputs) : null;
    if (record?.success) {
      const { name, aliases = [], records = [] } = record.data;
      const ofType = record.data.type === "AAAA" ? ipv6Targets : targets;
      ofType[name] = aliases[0]?.name ?? targetOf(records);
    }
    const fleet = type === ecsServiceType ? ecsServiceSchema.safeParse(inputs) : null;
    if (fleet?.success) tasks[nameOf(urn)] = fleet.data.desiredCount;
    const group = type === groupType ? groupSchema.safeParse(inputs) : null;
    if (group?.success) instances[nameOf(urn)] = group.data.minSize;
    const repository = type === repositoryType ? repositorySchema.safeParse(inputs) : null;
    if (repository?.success) repositories[repository.data.name] = { isKept };
  }
  const pending = (deployment.pending_operations ?? []).map(
    ({ type, resource }) => `${type} ${nameOf(resource.urn)} (${resource.type})`,
  );
  const writtenAt = deployment.manifest?.time ?? "";
  const content = contentOf(exported);
  const beside = protectedBeside(exported);
  return {
    ...{ targets, tasks, instances, repositories, writtenAt, content, pending },
    ...(Object.keys(ipv6Targets).length > 0 && { ipv6Targets }),
    ...(beside.length > 0 && { beside }),
  };
}

/** Resources of a team's own that no command may delete, by URN. */
export function protectedBeside(exported: unknown): string[] {
  const resources = exportedSchema.parse(exported).deployment.resources ?? [];
  return resources
    .filter(({ urn, protect }) => protect === true && !isOfEnvironment(urn))
    .map(({ urn }) => urn);
}

/** Whether nothing was created yet, or is left. */
export function isEmptyState({ content }: Pick<EngineState, "content">): boolean {
  return content === contentOf({ deployment: {} });
}

const contentSchema = z.object({
  deployment: z.object({
    resources: z.array(z.looseObject({ urn: z.string() })).nullish(),
    pending_operations: z.array(z.unknown()).nullish(),
  }),
});

/**
 * Each time that Pulumi writes, it may order and encrypt the same content in another way. It writes empty
 * `propertyDependencies` of what it has just registered, but not of what it has only read.
 */
function contentOf(exported: unknown): string {
  const { resources, pending_operations } = contentSchema.parse(exported).deployment;
  const sorted = (resources ?? []).toSorted((one, other) => (one.urn < other.urn ? -1 : 1));
  const text = JSON.stringify([sorted, pending_operations ?? []], (key, value: unknown) =>
    unstable.includes(key) ? undefined : value,
  );
  return createHash("sha256").update(text).digest("hex");
}

const unstable = [
  "created",
  "modified",
  "ciphertext",
  "sourcePosition",
  "stackTrace",
  "propertyDependencies",
];
