import { z } from "zod";
import type { MaybeMade } from "../../../locks/pending";
import { nameOf } from "../urn";
import { idOf, type Inputs } from "./identity";

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  inputs: z.record(z.string(), z.unknown()).optional(),
});
type Resource = z.output<typeof resourceSchema>;

/** The parts of an exported deployment that change; everything else is kept as it is. */
const exportedSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(resourceSchema).nullish(),
    pending_operations: z
      .array(z.looseObject({ type: z.string(), resource: resourceSchema }))
      .nullish(),
  }),
});

export interface Settled {
  /** The input for `pulumi stack import`; null if nothing was pending. */
  imported: object | null;
  /** URNs to refresh before anything else is done with them. */
  look: string[];
  /** Looked up by name: if they exist, Pulumi manages them again. */
  adopted: MaybeMade[];
  /** They may exist without being in Pulumi's state. */
  unknown: MaybeMade[];
}

/**
 * Resolves the pending operations of an exported deployment. An update or a deletion only needs a refresh. A
 * create may have made a resource that Pulumi does not know: if its id can be derived it is added to the state,
 * and the refresh removes it again if it does not exist. So nothing is created twice.
 */
export function settle(exported: unknown): Settled {
  const parsed = exportedSchema.parse(exported);
  const { deployment } = parsed;
  const pending = deployment.pending_operations ?? [];
  const resources: Resource[] = [...(deployment.resources ?? [])];
  const known = new Set(resources.map(({ urn }) => urn));
  const settled: Settled = { imported: null, look: [], adopted: [], unknown: [] };
  for (const { type, resource } of pending) {
    if (type !== "creating") {
      if (known.has(resource.urn)) settled.look.push(resource.urn);
      continue;
    }
    const inputs = resource.inputs ?? {};
    const id = known.has(resource.urn) ? null : idOf(resource.type, inputs);
    (id === null ? settled.unknown : settled.adopted).push(maybeMade(resource, inputs));
    if (id === null) continue;
    known.add(resource.urn);
    settled.look.push(resource.urn);
    resources.push({ ...resource, id, outputs: { ...inputs, id } });
  }
  if (pending.length > 0) {
    settled.imported = {
      ...parsed,
      deployment: { ...deployment, resources, pending_operations: [] },
    };
  }
  return settled;
}

function maybeMade({ urn, type }: Resource, { name }: Inputs): MaybeMade {
  return { name: nameOf(urn), type, physicalName: typeof name === "string" ? name : null };
}
