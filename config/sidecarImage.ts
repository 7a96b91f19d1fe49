import type { FleetSettings } from "../release/state";
import { splitImage } from "./imageRepository";

/** As ECS pulls it: by digest alone. */
export function pinnedImage(image: string): string {
  const { repository, digest } = splitImage(image);
  return digest === undefined ? image : `${repository}@${digest}`;
}

type Recorded = Record<string, { image: string }>;

const recordedIn = (settings: FleetSettings | undefined) =>
  (settings?.["sidecars"] ?? {}) as unknown as Recorded;

/** Of the sidecars in a fleet's definition, as ECS pulls them. */
export function sidecarImages(settings: FleetSettings | undefined): string[] {
  // Whoever may deploy can write a state, so nothing is sure about it.
  return Object.values(recordedIn(settings)).flatMap((one: { image?: unknown } | null) =>
    typeof one?.image === "string" ? [pinnedImage(one.image)] : [],
  );
}

/** The same settings, with images pinned as given: by sidecar, a digest. */
export function withDigests(
  settings: FleetSettings,
  digests: Readonly<Record<string, string>>,
): FleetSettings {
  const pinned = Object.entries(recordedIn(settings)).map(([name, sidecar]) => {
    const digest = digests[name];
    const [named] = sidecar.image.split("@");
    return [name, digest === undefined ? sidecar : { ...sidecar, image: `${named}@${digest}` }];
  });
  if (pinned.length === 0) return settings;
  return { ...settings, sidecars: Object.fromEntries(pinned) as FleetSettings[string] };
}

/**
 * For comparing: an image that the other names by the same tag, without a digest, is the same. The tag may have been
 * moved; a release looks that up.
 */
export function withoutKnownDigests(settings: FleetSettings, other: FleetSettings): FleetSettings {
  const others = recordedIn(other);
  const known = Object.entries(recordedIn(settings)).map(([name, sidecar]) => {
    const image = others[name]?.image;
    const isSame = image !== undefined && sidecar.image.startsWith(`${image}@`);
    return [name, isSame ? { ...sidecar, image } : sidecar];
  });
  if (known.length === 0) return settings;
  return { ...settings, sidecars: Object.fromEntries(known) as FleetSettings[string] };
}
