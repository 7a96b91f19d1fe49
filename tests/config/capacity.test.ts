import { expect } from "chai";
import { keptSettings, settingsOf, waitingSettings } from "../../config/definition";
import type { ReleaseState } from "../../release/state";
import { knows, user, workers } from "./limit";
import { config, settingsOf as read } from "./samples";

const key = "`services.users.";
const scaled = { size: { min: 2, max: 6, target: { cpuPercent: 60 } } };
const ec2 = { compute: { type: "ec2", instanceType: "m7i.large" } };
const types = (...instanceTypes: string[]) => ({ capacity: { instanceTypes } });
const many = (count: number) =>
  [..."abcdefghijklmnopqrstuvwxyz"].flatMap((a) => [`m7i.${a}1`, `m7i.${a}2`]).slice(0, count);

describe("the settings check, about Spot capacity,", () => {
  knows({
    "Spot gets what is beyond the base": {
      pass: [
        user({ capacity: "spot" }),
        user({ ...scaled, capacity: "mixed" }),
        user({ size: 3, capacity: { base: 2 } }),
        user({ size: 1, capacity: "onDemand" }),
      ],
      fail: [
        [
          user({ size: 3, capacity: "mixed" }),
          `${key}capacity\` leaves nothing to Spot: it keeps 3 tasks on demand, and \`size\` allows 3. Give \`size\` a ` +
            "higher `max`, lower `base` (`{ base: 1 }`), or set `capacity: onDemand`",
        ],
        [
          user({ size: 1, capacity: "spot" }),
          `${key}capacity\` leaves nothing to Spot: it keeps 1 task on demand, and \`size\` allows 1. Give \`size\` a ` +
            "higher `max`, or set `capacity: onDemand`",
        ],
      ],
    },
    "a release waits for a task on demand": {
      pass: [user({ capacity: { base: 1, spotPercent: 1 } })],
      fail: [
        [
          user({ capacity: { base: 0 } }),
          `${key}capacity.base\` must be at least 1: AWS may take every Spot task back at once, or start none, found 0`,
        ],
        [
          user({ capacity: { spotPercent: 0 } }),
          `${key}capacity.spotPercent\` must be at least 1, found 0`,
        ],
        [
          user({ capacity: { base: 1.5 } }),
          `${key}capacity.base\` must be a whole number, found 1.5`,
        ],
      ],
    },
    "a Spot task on Fargate is stopped 120 s after its notice, which comes with SIGTERM": {
      pass: [
        user({ capacity: "spot", deregistrationSeconds: 119, longestRequestSeconds: 119 }),
        user({ capacity: "spot", longestRequestSeconds: 60, stopSeconds: 60 }),
        user({ longestRequestSeconds: 60, stopSeconds: 59 }),
      ],
      fail: [
        [
          user({ capacity: "spot", deregistrationSeconds: 120 }),
          `${key}deregistrationSeconds\` is 120, but a Spot task ends 120 s after its notice: AWS wants less than that, ` +
            "and longer requests would be cut. Lower it with `longestRequestSeconds`, or set `capacity: onDemand`",
        ],
        [
          user({ capacity: "spot", longestRequestSeconds: 60, stopSeconds: 59 }),
          `${key}stopSeconds\` is 59, less than \`longestRequestSeconds\` 60: a Spot task on Fargate gets SIGTERM while ` +
            "requests are open, and they would be cut after 59 s. Set it to at least 60",
        ],
      ],
    },
    "tasks leave a Spot instance within its notice of 120 s": {
      pass: [
        user({ ...ec2, capacity: "spot" }),
        config(workers(2, { ...ec2, capacity: "spot", stopSeconds: 120 })),
        user({ ...ec2, deregistrationSeconds: 300, stopSeconds: 300 }),
      ],
      fail: [
        [
          user({ ...ec2, capacity: "spot", deregistrationSeconds: 60, stopSeconds: 61 }),
          `${key}stopSeconds\` is 61, too long for Spot: with \`deregistrationSeconds\` 60, a task takes up to 121 s to ` +
            "stop, and a Spot instance ends 120 s after its notice. Lower them, or set `capacity: onDemand`",
        ],
        [
          config(workers(2, { ...ec2, capacity: "spot", stopSeconds: 121 })),
          "`services.mailer.stopSeconds` is 121, too long for Spot: a task takes up to 121 s to stop, and a Spot instance " +
            "ends 120 s after its notice. Lower it, or set `capacity: onDemand`",
        ],
      ],
    },
    "a group starts up to 40 types, all with room for the task": {
      pass: [
        user({ ...ec2, ...types("m7a.large", "m6i.xlarge", "x2idn.16xlarge") }),
        user({ ...ec2, ...types(...many(39)) }),
      ],
      fail: [
        [
          user({ ...ec2, ...types(...many(40)) }),
          `${key}capacity.instanceTypes\` has 40 types besides \`compute.instanceType\`; an Auto Scaling group takes at most 39`,
        ],
        [
          user(types("m7i.large")),
          `${key}capacity.instanceTypes\` has no effect on Fargate, which has no instances; remove it`,
        ],
        [
          user({ ...ec2, ...types("m7i.large") }),
          `${key}capacity.instanceTypes\` repeats m7i.large, which is \`compute.instanceType\``,
        ],
        [
          user({ ...ec2, ...types("m7g.large") }),
          `${key}capacity.instanceTypes\` has m7g.large, an ARM64 type, but \`architecture\` is X86_64`,
        ],
        [
          user({ ...ec2, ...types("c7i.large") }),
          `${key}capacity.instanceTypes\` has c7i.large (2 vCPUs, 4096 MiB), which is smaller than m7i.large (2 vCPUs, ` +
            "8192 MiB): a task might not fit",
        ],
      ],
    },
  });
});

describe("the capacity of a fleet", () => {
  const settings = (users: object) => read(user(users)).services["users"]!;

  it("is kept in numbers, which the words stand for", () => {
    const of = (users: object) => settings(users).capacity;
    expect(of({ ...scaled, capacity: "mixed" })).to.deep.equal({
      ...{ base: 2, spotPercent: 100, instanceTypes: [] },
    });
    expect(of({ capacity: "spot" })).to.deep.equal({
      ...{ base: 1, spotPercent: 100, instanceTypes: [] },
    });
    const worker = workers(0, { capacity: "mixed", size: fromZero });
    expect(read(config(worker)).services["mailer"]!.capacity).to.deep.equal({
      ...{ base: 1, spotPercent: 100, instanceTypes: [] },
    });
  });

  it("waits for a release, as a base that follows from a new `min` does", () => {
    const { capacity: _, ...old } = keptSettings(settings({}));
    expect(settingsOf(settings({ capacity: "spot" }), { settings: old }).capacity).to.equal(
      "onDemand",
    );
    const serving = (kept: object) =>
      ({
        services: {
          users: {
            activeColor: "blue",
            fleets: {
              blue: { image: "users@sha256:1", size: 2, settings: kept },
              green: { image: null, size: 0 },
            },
          },
        },
      }) as unknown as ReleaseState;
    const waiting = (users: object, kept: object) =>
      waitingSettings({ services: read(user(users)).services }, serving(kept));
    expect(waiting({}, old)).to.deep.equal({});
    expect(waiting({ capacity: "spot" }, old)).to.deep.equal({
      users: [
        {
          ...{ key: "capacity", from: "onDemand" },
          to: { base: 1, spotPercent: 100, instanceTypes: [] },
        },
      ],
    });
    const more = { size: { ...scaled.size, min: 3 }, capacity: "mixed" };
    expect(waiting(more, keptSettings(settings({ ...scaled, capacity: "mixed" })))).to.deep.equal({
      users: [{ key: "capacity.base", from: 2, to: 3 }],
    });
  });
});

const fromZero = {
  ...{ min: 0, max: 5 },
  target: { queue: { arn: "arn:aws:sqs:eu-central-1:123456789012:jobs", perTask: 10 } },
};
