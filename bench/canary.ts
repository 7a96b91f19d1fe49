import { type Announced, announcedAndFound, residualOf, withinAThird } from "./canary/announced";
import { type FalseAlarms, falseAlarms, plainTestPercent } from "./canary/falseAlarms";
import { measureShares } from "./canary/shares";
import { rules } from "./canary/trial";
import { harsh, rough, typical } from "./canary/world";
import type { Measurement } from "./measurement";

const rates = [20, 60, 200, 600, 2000, 6000];
const releases = 10_000;
const faultyReleases = 400;
const plainReleases = 400;

export const canary: Measurement = {
  name: "canary",
  what:
    `how fast shares change, compared to bare \`up\`s; false alarms among ${releases} simulated releases per ` +
    "request rate, and what is found when",
  async run(progress) {
    const shares = await measureShares(progress);
    progress("equal versions: rolled back after 20 / 60 minutes at 50 % (by errors, by latency)");
    const alarms = [typical, rough, harsh].flatMap((world) =>
      rates.map((rate) => {
        const found = falseAlarms(world, rate, releases);
        progress(describeAlarms(found));
        return found;
      }),
    );
    progress("equal versions, plain test at each of 20 minutes, typical world: rolled back");
    const plain = rates.map((rate) => {
      const percent = plainTestPercent(typical, rate, plainReleases);
      progress(`${perMinute(rate)}${percent.toFixed(0)} %`);
      return percent;
    });
    progress("equal versions, typical world: residual of a block, expected and shown");
    rates.forEach((rate) => {
      const { expected, shown } = residualOf(rate, plainReleases);
      progress(`${perMinute(rate)}${expected.toFixed(2)}  ${shown.toFixed(2)}`);
    });
    progress("faults, typical world: minutes announced, minutes until half are found");
    const faults = rates.flatMap((rate) => {
      const found = announcedAndFound(rate, faultyReleases);
      found.forEach((fault) => progress(describeFault(fault)));
      return found;
    });
    return {
      figures: { ...shares.figures, ...figuresOf(alarms, plain, faults) },
      goals: [...shares.goals, ...goalsOf(alarms, plain, faults)],
    };
  },
};

function figuresOf(
  alarms: readonly FalseAlarms[],
  plain: readonly number[],
  faults: readonly Announced[],
) {
  const off = faults.filter((fault) => !withinAThird(fault));
  const late = off.filter(({ announcedMinutes, foundMinutes }) => foundMinutes > announcedMinutes);
  return {
    typicalWorstPercent: worst(alarms, typical.name),
    roughWorstPercent: worst(alarms, rough.name),
    harshWorstPercent: worst(alarms, harsh.name),
    plainTestLeastPercent: Math.min(...plain),
    faults: faults.length,
    faultsFoundLate: late.length,
    faultsFoundEarly: off.length - late.length,
  };
}

function goalsOf(
  alarms: readonly FalseAlarms[],
  plain: readonly number[],
  faults: readonly Announced[],
) {
  const { falseAlarmPercent } = rules;
  return [
    {
      text: `at most ${falseAlarmPercent} % of equal versions rolled back in the typical world`,
      met: worst(alarms, typical.name) <= falseAlarmPercent,
    },
    {
      text: "half of each kind of faulty releases found within a third of the time announced",
      met: faults.every(withinAThird),
    },
    {
      text: "a plain test looked at every minute rolls back more than that",
      met: Math.min(...plain) > falseAlarmPercent,
    },
  ];
}

function worst(alarms: readonly FalseAlarms[], world: string): number {
  return Math.max(
    ...alarms.filter((one) => one.world === world).map(({ after60Percent }) => after60Percent),
  );
}

function describeAlarms(found: FalseAlarms): string {
  const { world, requestsPerMinute, after20Percent, after60Percent } = found;
  const parts = [found.byErrorsPercent, found.byLatencyPercent].map((percent) =>
    percent.toFixed(2),
  );
  const totals = [after20Percent, after60Percent].map((percent) => percent.toFixed(2)).join(" / ");
  return `${world.padEnd(8)}${perMinute(requestsPerMinute)}${totals} % (${parts.join(", ")})`;
}

function describeFault(fault: Announced): string {
  const { requestsPerMinute, announcedMinutes, foundMinutes } = fault;
  const off = withinAThird(fault) ? "" : "  off by more than a third";
  return `${perMinute(requestsPerMinute)}${fault.fault.padEnd(22)}${announcedMinutes}  ${foundMinutes}${off}`;
}

const perMinute = (rate: number) => `${rate}/min`.padEnd(11);
