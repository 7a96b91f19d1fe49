import { colors, type ReleaseState } from "../../release/state";
import { released } from "./settings";

/**
 * Bytes of the state as Pulumi exports it, and of the output `release` in it, if every service had been
 * released as often as the one; `plain`: without the settings that fleets keep, as before there were any.
 */
export interface StateSize {
  exportBytes: number;
  plainExportBytes: number;
  releaseBytes: number;
  plainReleaseBytes: number;
}

interface Exported {
  deployment: { resources: { type: string; outputs?: { release?: ReleaseState } }[] };
}

/** @param text what `pulumi stack export` prints */
export function stateSizeOf(text: string): StateSize {
  const exported = JSON.parse(text) as Exported;
  const { outputs } = exported.deployment.resources.find(
    ({ type }) => type === "pulumi:pulumi:Stack",
  )!;
  const release = outputs!.release!;
  for (const name of Object.keys(release.services)) {
    release.services[name] = structuredClone(release.services[released]!);
  }
  const [exportBytes, releaseBytes] = [bytes(exported), bytes(release)];
  for (const service of Object.values(release.services)) {
    delete service.previous;
    for (const color of colors) delete service.fleets[color].settings;
  }
  const [plainExportBytes, plainReleaseBytes] = [bytes(exported), bytes(release)];
  return { exportBytes, plainExportBytes, releaseBytes, plainReleaseBytes };
}

/** Indented as Pulumi does. */
function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value, null, 4));
}
