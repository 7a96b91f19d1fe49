import { expect } from "chai";
import { toCommandResult } from "../../../automation/commands/deploy";
import { release } from "../../../automation/runbook/release";
import type { ReleaseResult } from "../../../automation/runbook/result";
import type { FleetHealth, Ports, TaskTime } from "../../../automation/world/ports";
import type { PriceList } from "../../../automation/world/prices";
import { api, play } from "../course/play";

const prices: PriceList = {
  ...{ region: "eu-central-1", from: "api", date: "2026-11-27", why: null },
  usd: { fargateVcpuHourX86: 0.04, fargateGbHourX86: 0.004 },
};

/** A release of `users`, whose tasks are charged for as said, in seconds since it began. */
async function released(
  times: (serviceName: string) => [from: number, until: number | null][],
  change: (ports: Ports, trouble: { tests?: boolean }) => void = () => undefined,
) {
  const { ports, run, environment, trouble, asked } = await play({ users: api });
  const beganMs = ports.clock.nowMs();
  const { observer } = ports;
  const timesOf = (serviceName: string) =>
    times(serviceName).map(([from, until], index): TaskTime => ({
      taskId: `${serviceName} ${index}`,
      fromMs: beganMs + from * 1000,
      untilMs: until === null ? null : beganMs + until * 1000,
    }));
  ports.observer = {
    ...observer,
    fleet: async (inventory, fleet) => {
      const health: FleetHealth | null = await observer.fleet(inventory, fleet);
      return health && { ...health, times: timesOf(fleet.serviceName) };
    },
  };
  ports.prices = { list: () => Promise.resolve(prices) };
  change(ports, trouble);
  const { json, text } = await toCommandResult(run(), () => release(run(), environment(), asked));
  return { result: json as ReleaseResult, text };
}

/** Green is released while blue serves. */
const usual = (serviceName: string): [number, number | null][] =>
  serviceName === "users green"
    ? [
        [10, null],
        [15, null],
      ]
    : [
        [-500, 200],
        [-500, 210],
      ];

describe("the bill at the end of a release", () => {
  it("is of the candidate's tasks until the old fleet has stopped, at its prices", async () => {
    const { result, text } = await released(usual);
    const { bill } = result;
    expect(bill).to.deep.include({ tasks: 2, taskSeconds: 395, from: "tasks", unknown: [] });
    expect(bill!.usd).to.be.closeTo((395 * (0.25 * 0.04 + 0.5 * 0.004)) / 3600, 1e-12);
    expect(text.split("\n").at(-1)).to.equal(
      "overlap: 2 tasks beside production, 395 task-seconds, under $0.01, by ECS's times of each task " +
        "(prices of eu-central-1: AWS Pricing API, 2026-11-27)",
    );
  });

  it("is of all that the candidate ran if it was rolled back", async () => {
    const { result } = await released(
      (name) => (name === "users green" ? [[10, 40]] : [[-500, null]]),
      (_, trouble) => (trouble.tests = true),
    );
    expect(result.outcome).to.equal("rolledBack");
    expect(result.bill).to.deep.include({ tasks: 1, taskSeconds: 60 });
  });

  it("is unknown, and changes nothing, if nobody answers any more", async () => {
    const { result, text } = await released(usual, (ports) => {
      ports.prices = { list: () => Promise.reject(new Error("no answer")) };
    });
    expect(result).to.deep.include({ outcome: "done", bill: null });
    expect(text).to.match(/^release r-1 is done/);
    expect(text).not.to.contain("overlap");
  });

  it("asks nobody where nothing is said of costs", async () => {
    const { result, text } = await released(usual, (ports) => delete ports.prices);
    expect(result.bill).to.equal(null);
    expect(text).not.to.contain("overlap");
  });
});
