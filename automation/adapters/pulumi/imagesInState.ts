import { z } from "zod";
import { askCli, runCli } from "./cli";
import type { EngineOptions } from "./options";
import { nameOf } from "./urn";
import { repositoryType } from "../../world/keptRepositories";

const exportedSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z
      .array(
        z.looseObject({
          urn: z.string(),
          type: z.string(),
          inputs: z.looseObject({}).optional(),
          outputs: z.looseObject({}).optional(),
        }),
      )
      .nullish(),
  }),
});

/**
 * Records in Pulumi's state whether ECR repositories stay with their images when Pulumi deletes them, as an `up` would
 * by `keepImages`, without the `up`: deletions go by the state. Nothing is asked of AWS.
 *
 * @param services absent: all
 */
export async function keepImagesInState(
  options: EngineOptions,
  keep: boolean,
  services?: readonly string[],
): Promise<void> {
  const exported = await askCli(options, ["stack", "export"]);
  const marked = withImagesKept(exported, keep, services);
  if (marked === null) return;
  await runCli(options, ["stack", "import", "--stack", options.name], JSON.stringify(marked));
}

/** Null: nothing is to be changed. */
export function withImagesKept(
  exported: unknown,
  keep: boolean,
  services?: readonly string[],
): unknown {
  const { deployment, ...rest } = exportedSchema.parse(exported);
  const isMeant = ({ urn, type }: { urn: string; type: string }) =>
    type === repositoryType && (services?.includes(nameOf(urn)) ?? true);
  const is = { forceDelete: !keep };
  const resources = (deployment.resources ?? []).map((one) => {
    if (!isMeant(one)) return one;
    const { inputs, outputs } = one;
    // Pulumi leaves out what is false.
    const { retainOnDelete: _, ...others } = one;
    const marked = { ...others, inputs: { ...inputs, ...is }, outputs: { ...outputs, ...is } };
    return keep ? { ...marked, retainOnDelete: true } : marked;
  });
  const isSame = JSON.stringify(resources) === JSON.stringify(deployment.resources ?? []);
  return isSame ? null : { ...rest, deployment: { ...deployment, resources } };
}
