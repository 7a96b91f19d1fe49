import { knows, user } from "./limit";

const canary = (settings: object) => user({ canary: settings });
const steps = (...percents: number[]) =>
  canary({ steps: percents.map((percent) => ({ percent, minutes: 10 })) });
const lasting = (minutes: number) => canary({ steps: [{ percent: 5, minutes }] });
const one = { steps: [{ percent: 5, minutes: 10 }] };
const key = "`services.users.canary";

describe("the settings check, about a canary,", () => {
  knows({
    "shares rise, from 1 to 100 percent": {
      pass: [steps(1, 100), steps(50)],
      fail: [
        [steps(), `${key}.steps\` must have at least 1 entry, found 0`],
        [steps(0), `${key}.steps.0.percent\` must be at least 1, found 0`],
        [steps(101), `${key}.steps.0.percent\` must be at most 100, found 101`],
        [steps(2.5), `${key}.steps.0.percent\` must be a whole number, found 2.5`],
        [
          steps(5, 50, 20),
          `${key}.steps.2.percent\` must be more than the 50 of the step before it, found 20`,
        ],
        [
          steps(5, 5),
          `${key}.steps.1.percent\` must be more than the 5 of the step before it, found 5`,
        ],
      ],
    },
    "a step lasts from a minute to a day": {
      pass: [lasting(1), lasting(1440)],
      fail: [
        [lasting(0), `${key}.steps.0.minutes\` must be at least 1, found 0`],
        [lasting(1441), `${key}.steps.0.minutes\` must be at most 1440, found 1441`],
      ],
    },
    "false alarms and the slowdown are within what can be judged": {
      pass: [
        canary({ ...one, falseAlarmPercent: 0.1, maxSlowdown: 1.05 }),
        canary({ ...one, falseAlarmPercent: 10, maxSlowdown: 10 }),
      ],
      fail: [
        [
          canary({ ...one, falseAlarmPercent: 0 }),
          `${key}.falseAlarmPercent\` must be at least 0.1, found 0`,
        ],
        [
          canary({ ...one, falseAlarmPercent: 11 }),
          `${key}.falseAlarmPercent\` must be at most 10, found 11`,
        ],
        [canary({ ...one, maxSlowdown: 1 }), `${key}.maxSlowdown\` must be at least 1.05, found 1`],
        [canary({ ...one, maxSlowdown: 11 }), `${key}.maxSlowdown\` must be at most 10, found 11`],
      ],
    },
  });
});
