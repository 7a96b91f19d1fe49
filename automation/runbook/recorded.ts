import { isDeepStrictEqual } from "node:util";
import { withFixedSizes } from "../../config/fixedSizes";
import type { ReleaseState } from "../../release/state";
import { type Environment, environmentOf } from "../world/environment";
import { owned } from "./progress";
import type { Run } from "./run";

/**
 * The environment as an `up` that failed has recorded it; null: it has not recorded what it was to make true. Pulumi
 * deletes last, after everything else is done and recorded.
 */
export async function recordedDespite(run: Run, wanted: ReleaseState): Promise<Environment | null> {
  const { stack } = run.ports;
  const deployed = await stack.read();
  const made = { ...owned(run, wanted), revision: wanted.revision + 1 };
  // A `size` that was edited meanwhile has taken effect with it.
  const sized = (release: ReleaseState) =>
    withFixedSizes(release, stack.settings, Object.keys(release.services));
  const { release } = deployed;
  if (!release || !isDeepStrictEqual(sized(release), sized(made))) return null;
  return environmentOf(stack.name, deployed);
}
