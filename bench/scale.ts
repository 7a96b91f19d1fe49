import type { Goal, Measurement, Result } from "./measurement";
import type { Cost } from "./scale/cost";
import { type EnvironmentCost, measureEnvironment } from "./scale/environment";

const goals = { services: 100, upSeconds: 60, upMiB: 1536, releaseRatio: 1.5 };

/**
 * Environments in the local cloud in which one service is released; its neighbours are only defined,
 * with fleets of size 0, so that their processes take no processor time. Memory is that of the
 * deployer's process and Pulumi's (TreeUse): the provider is part of the local cloud and not counted,
 * where AWS's plugin would be a third process.
 */
export const scale: Measurement = {
  name: "scale",
  what:
    "an `up` without changes, and a release of one service, with neighbours that are only " +
    "defined",
  async run(progress, { services }) {
    const costs: EnvironmentCost[] = [];
    for (const count of services) costs.push(await measureEnvironment(count, progress));
    return resultOf(costs);
  },
};

export function resultOf(costs: readonly EnvironmentCost[]): Result {
  const figures = Object.assign({}, ...costs.map(figuresOf)) as Record<string, number>;
  const [few, many] = [costs[0], costs.at(-1)];
  if (!few || !many || few === many) return { figures, goals: upGoals(costs) };
  const share = (of: (cost: EnvironmentCost) => number) =>
    (of(many) - of(few)) / (many.services - few.services);
  const releaseRatio = own(many.release) / own(few.release);
  const bareGrowth = many.bareRelease.seconds - few.bareRelease.seconds;
  const growthRatio = (own(many.release) - own(few.release)) / bareGrowth;
  return {
    figures: {
      ...figures,
      shareResources: share(({ resources }) => resources),
      shareUpSeconds: share(({ up }) => up.seconds),
      shareUpMiB: share(({ up }) => up.peakMiB),
      shareReleaseSeconds: share(({ release }) => own(release)),
      shareBareSeconds: share(({ bare }) => bare.seconds),
      shareBareReleaseSeconds: share(({ bareRelease }) => bareRelease.seconds),
      releaseRatio,
      // What Pulumi and the SDK alone need for this many neighbours.
      bareReleaseRatio: many.bareRelease.seconds / few.bareRelease.seconds,
      growthRatio,
    },
    goals: [
      ...upGoals(costs),
      ...linearGoals(costs),
      {
        text:
          `a release of one of ${many.services} services takes at most ` +
          `${goals.releaseRatio} times as long as one of ${few.services}, without task ` +
          "starts, tests, drain and stops",
        met: releaseRatio <= goals.releaseRatio,
      },
    ],
  };
}

/** Without task starts, tests, drain and stops. */
function own({ seconds, waitSeconds }: EnvironmentCost["release"]): number {
  return seconds - waitSeconds;
}

function figuresOf(cost: EnvironmentCost) {
  const { services, resources, state, up, release, bare, bareRelease } = cost;
  const named = (what: string, one: Cost) => ({
    [`${what}${services}Seconds`]: one.seconds,
    [`${what}${services}MiB`]: one.peakMiB,
    [`${what}${services}EngineMiB`]: one.engineMiB,
    [`${what}${services}EngineCpuSeconds`]: one.engineCpuSeconds,
    [`${what}${services}DeployerCpuSeconds`]: one.deployerCpuSeconds,
  });
  return {
    [`resources${services}`]: resources,
    [`export${services}Bytes`]: state.exportBytes,
    [`export${services}PlainBytes`]: state.plainExportBytes,
    [`releaseOutput${services}Bytes`]: state.releaseBytes,
    [`releaseOutput${services}PlainBytes`]: state.plainReleaseBytes,
    ...named("up", up),
    ...named("bare", bare),
    [`ratio${services}`]: up.seconds / bare.seconds,
    ...named("release", release),
    ...named("bareRelease", bareRelease),
    [`release${services}OwnSeconds`]: own(release),
  };
}

function upGoals(costs: readonly EnvironmentCost[]): Goal[] {
  return costs.flatMap(({ services, up }) =>
    services < goals.services
      ? []
      : [
          {
            text: `an \`up\` without changes of ${services} services under ${goals.upSeconds} s`,
            met: up.seconds < goals.upSeconds,
          },
          { text: `… and under ${goals.upMiB} MiB`, met: up.peakMiB < goals.upMiB },
        ],
  );
}

/** Each additional service costs no more than the ones before it, within a third. */
function linearGoals(costs: readonly EnvironmentCost[]): Goal[] {
  if (costs.length < 3) return [];
  const shares = costs.slice(1).map(({ services, up }, index) => {
    const before = costs[index]!;
    return (up.seconds - before.up.seconds) / (services - before.services);
  });
  const [first, last] = [shares[0]!, shares.at(-1)!];
  const text =
    `linear: the last service's share of an \`up\` (${last.toFixed(2)} s) is at most 4/3 ` +
    `of the first's (${first.toFixed(2)} s)`;
  return [{ text, met: last <= (first * 4) / 3 }];
}
