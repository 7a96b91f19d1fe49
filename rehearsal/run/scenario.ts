import { usualIdleSeconds } from "../../config/longRequests";
import { type CloudOptions, defaultOptions } from "../../localCloud/options";
import { withOrigin } from "./adopt/elsewhere";
import { fleetServices } from "./fleet/services";
import type { RehearsalOptions } from "./options";
import { released, services, type SettingsInput } from "./settings";
import { shapeServices } from "./shapes/services";

/** Environment and cloud of a scenario. */
export interface Ground {
  cloud: Pick<CloudOptions, "timeScale">;
  startSeconds: number;
  afterTtl?: SettingsInput["afterTtl"];
  /** Needs the address of the local cloud's control API. */
  more: (controlUrl: string) => NonNullable<SettingsInput["more"]>;
}

/**
 * How long a candidate may take to become healthy; one that never will should fail soon. It is also the
 * grace period that ECS gives a task, whose seconds pass faster in the local cloud, so a slow task needs
 * them.
 */
const startSeconds = { usual: 120, "bad-health": 12 };

const { timeScale } = defaultOptions;

/**
 * How long a request may take to the service that `release` releases: short, since its old fleet takes as long to
 * stop. With a canary it is longer than a minute: metrics' minutes are played as seconds, and a request that is open
 * at the end of one must not count as failed.
 */
export function limitOf({ canary }: Pick<RehearsalOptions, "canary">) {
  const announcedSeconds = canary ? usualIdleSeconds + 10 : 30;
  return { announcedSeconds, hereSeconds: announcedSeconds / timeScale };
}

/** Minutes pass as seconds: the local cloud plays them faster (localCloud/world/world.ts). */
const comparison = {
  requests: [{ path: "/users/1" }],
  ...{ minutes: 10, pairs: 120, maxSlowdown: 1.5 },
};

/** At equal shares for long enough that a version which is twice as slow is found. */
export const shifts = {
  steps: [
    { percent: 10, minutes: 10 },
    { percent: 50, minutes: 40 },
  ],
};

/** More than the released service's share of the usual traffic; it rises slowly enough to be grown with. */
const warmUp = { paths: ["/users/1", "/health"], requestsPerSecond: 100, seconds: 30 };

/** Due each minute. */
const withJob = {
  [released]: {
    schedules: {
      often: { cron: "* * * * ? *", zone: "Europe/Berlin", command: ["node", "job.cjs"] },
    },
  },
};

export function groundOf(options: RehearsalOptions): Ground {
  const { scenario, variant, compare, overlap } = options;
  const { announcedSeconds } = limitOf(options);
  switch (scenario) {
    case "release":
      return {
        cloud: { timeScale },
        startSeconds: variant === "bad-health" ? startSeconds[variant] : startSeconds.usual,
        more: () => ({
          [released]: {
            longestRequestSeconds: announcedSeconds,
            deregistrationSeconds: announcedSeconds,
            ...(compare && { compare: comparison }),
            ...(options.canary && { canary: shifts }),
            ...(options.warm && !options.break.includes("warm") && { warm: warmUp }),
          },
        }),
      };
    case "settings":
      return { cloud: { timeScale }, startSeconds: startSeconds.usual, more: () => ({}) };
    case "schedules":
      return { cloud: { timeScale }, startSeconds: startSeconds.usual, more: () => withJob };
    case "adopt":
      return {
        cloud: { timeScale },
        startSeconds: startSeconds.usual,
        // Who keeps an answer for twice its TTL has left by then: on the way back to an origin nobody else serves.
        afterTtl: { marginSeconds: 1, maxQuietSeconds: 30 },
        more: () => Object.fromEntries(services.map((name) => [name, { compare: withOrigin }])),
      };
    case "shapes":
      return {
        cloud: { timeScale },
        startSeconds: startSeconds.usual,
        more: () => shapeServices(startSeconds.usual),
      };
    case "fleet":
      return {
        // Slower, so that a worker has time for a last job that takes longer than an `up`.
        cloud: { timeScale: 6 },
        startSeconds: startSeconds.usual,
        more: (controlUrl) => fleetServices(controlUrl, startSeconds.usual, overlap),
      };
  }
}
