import { isDeepStrictEqual } from "node:util";
import { nameOf } from "../adapters/pulumi/urn";
import type { PlannedResource, PlannedResources } from "../world/ports";

export interface ResourceChange {
  op: "create" | "update" | "replace" | "delete";
  /** Pulumi type token, such as `aws:ecs/service:Service`. */
  type: string;
  name: string;
  /** Top-level inputs that differ; empty on create and delete. */
  properties: string[];
  /** Deleted from Pulumi's state only: it stays in AWS. */
  stays?: true;
}

/** What one `up` changes, given what exists before and after it. */
export function changesBetween(
  before: PlannedResources,
  after: PlannedResources,
): ResourceChange[] {
  const changes: ResourceChange[] = [];
  for (const [urn, resource] of after) {
    const name = nameOf(urn);
    const change = changeOf(name, before.get(urn), resource);
    if (change) changes.push({ ...change, type: resource.type, name });
  }
  for (const [urn, { type, retained }] of before) {
    if (after.has(urn)) continue;
    const deletion = { op: "delete", type, name: nameOf(urn), properties: [] } as const;
    changes.push({ ...deletion, properties: [], ...(retained && { stays: true }) });
  }
  return changes;
}

function changeOf(
  name: string,
  before: PlannedResource | undefined,
  after: PlannedResource,
): Pick<ResourceChange, "op" | "properties"> | null {
  if (!before) return { op: "create", properties: [] };
  const keys = new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)]);
  const properties = [...keys]
    .filter((key) => !same(name, before.inputs[key], after.inputs[key]))
    .sort();
  if (properties.length === 0) return null;
  return { op: after.replaced ? "replace" : "update", properties };
}

/** A resource that does not exist yet gets another random physical name in each preview. */
function same(name: string, before: unknown, after: unknown): boolean {
  return isDeepStrictEqual(before, after) || (isAutoName(name, before) && isAutoName(name, after));
}

function isAutoName(name: string, value: unknown): boolean {
  return typeof value === "string" && value.startsWith(`${name}-`) && /-[0-9a-f]{7}$/.test(value);
}
