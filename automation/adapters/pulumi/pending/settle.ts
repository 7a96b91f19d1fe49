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

/** What is changed of an exported deployment; everything else is kept as it is. */
const exportedSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(resourceSchema).nullish(),
    pending_operations: z
      .array(z.looseObject({ type: z.string(), resource: resourceSchema }))
      .nullish(),
  }),
});

export interface Settled {
  /** What `pulumi stack import` is to get; null when nothing was pending. */
  imported: object | null;
  /** URNs to look at in the world before anything is made of them. */
  look: string[];
  /** Looked for under their names: the engine owns them again where they exist. */
  adopted: MaybeMade[];
  /** They may exist without a record. */
  unknown: MaybeMade[];
}

/**
 * Ends what is pending in an exported deployment. A change or a deletion that was begun needs a look only.
 * A create may have made what nobody knows of: it is put on record under its id where that can be told,
 * and the look drops it again if it is not there. So nothing is made twice.
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
