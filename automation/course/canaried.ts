import type { CanarySettings, Settings } from "../../config/schema";
import { counted } from "../../config/plural";
import {
  type CanarySteps,
  roundMinutes,
  roundsLeft,
  type Shares,
  sharesOf,
} from "../../release/canary";
import {
  type CurrentRelease,
  otherColor,
  type ReleaseState,
  serviceState,
} from "../../release/state";

/** A service of the release in progress whose settings have a canary. */
export interface Canaried {
  service: string;
  settings: CanarySettings;
  /** False in a first release: there is nothing to go back to, and nothing to compare with. */
  hasOld: boolean;
}

export function canaried({ services }: Settings, release: ReleaseState): Canaried[] {
  const { current } = release;
  if (!current || current.leaves) return [];
  return Object.entries(current.services).flatMap(([service, { candidate }]) => {
    const settings = services[service];
    if (settings?.kind !== "api" || !settings.canary) return [];
    const hasOld = serviceState(release, service).activeColor === otherColor(candidate);
    return [{ service, settings: settings.canary, hasOld }];
  });
}

/** What a release has to record of its canary: that it has one, or is forced to leave it out. */
export function recordedCanary(
  { services }: Settings,
  release: ReleaseState,
  asked: { images: Record<string, string>; previous?: object; forceFromBroken: boolean },
): Pick<CurrentRelease, "hasCanary" | "skipsCanary"> {
  const some = Object.keys(asked.images).filter((name) => {
    const service = services[name];
    return service?.kind === "api" && service.canary !== undefined;
  });
  // A rollback says so by itself.
  if (some.length === 0 || asked.previous) return {};
  if (asked.forceFromBroken) return { skipsCanary: true };
  const hasOld = some.some((name) => serviceState(release, name).activeColor !== null);
  return hasOld ? { hasCanary: true } : {};
}

/**
 * The steps of each service that has a canary in this release. There is none in a rollback, which is urgent and
 * brings back what has served before, nor in a release that fixes a production that is down, nor in one that began
 * without: an interrupted `up` may have forwarded a share, so this must not depend on today's settings.
 */
export function canarySteps(settings: Settings, release: ReleaseState): CanarySteps {
  if (!release.current?.hasCanary) return {};
  return Object.fromEntries(
    canaried(settings, release)
      .filter(({ hasOld }) => hasOld)
      .map(({ service, settings: { steps } }) => [service, steps]),
  );
}

/** A line for each round, as titles.ts has them; a resumed release begins with the round that it is in. */
export function canaryNames({
  settings,
  release,
  entered = false,
}: {
  settings: Settings;
  release: ReleaseState;
  entered?: boolean;
}): string[] {
  const { current } = release;
  if (!current) return [];
  const steps = canarySteps(settings, release);
  const name = (verb: string) => (shares: Shares) => {
    const all = Object.entries(shares).map(([service, share]) => {
      const { candidate } = current.services[service]!;
      return `${share} % of ${service} to ${candidate}`;
    });
    return `${verb} ${all.join(", ")} for ${counted(roundMinutes(shares, steps), "minute")}`;
  };
  const rounds = roundsLeft(current, steps).map(name("forward"));
  if (entered) return [name("keep forwarding")(sharesOf(current)), ...rounds];
  const without = withoutCanary(settings, release);
  if (without.length === 0) return rounds;
  const [first, ...others] = rounds;
  return [[...(first ? [first] : []), `skip ${without.join(", ")}`].join(", "), ...others];
}

/** Services with a canary in their settings that have none in this release, each with the reason. */
function withoutCanary(settings: Settings, release: ReleaseState): string[] {
  const { rollsBack, skipsCanary, hasCanary } = release.current ?? {};
  return canaried(settings, release).flatMap(({ service, hasOld }) => {
    const why = rollsBack
      ? "this is a rollback"
      : skipsCanary
        ? "it was forced from a degraded production"
        : !hasOld
          ? "this is its first release"
          : !hasCanary && "the release began before it was added to the settings";
    return why ? [`the canary of ${service}, since ${why}`] : [];
  });
}
