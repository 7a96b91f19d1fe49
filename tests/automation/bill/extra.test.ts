import { expect } from "chai";
import { billFrom, type Counted, describeBill } from "../../../automation/bill/bill";
import { extraOf, type Span } from "../../../automation/bill/extra";
import type { TaskTime } from "../../../automation/world/ports";
import type { PriceList } from "../../../automation/world/prices";

const task = (fromMs: number, untilMs: number | null): TaskTime => ({
  ...{ taskId: String(fromMs), fromMs, untilMs },
});
const span: Span = { isDone: true, fromMs: 100_000, nowMs: 900_000, leastMs: 60_000 };

describe("what a release ran in addition to production", () => {
  it("is the candidate from its first pull until the last old task had terminated", () => {
    const candidate = [task(110_000, null), task(120_000, null)];
    const old = [task(1000, 400_000), task(1000, 410_000)];
    expect(extraOf({ candidate, old }, span)).to.deep.equal({
      tasks: 2,
      taskSeconds: 300 + 290,
    });
  });

  it("is the candidate until its own end if it was rolled back, for a minute at least", () => {
    const candidate = [task(110_000, 150_000), task(120_000, 300_000)];
    const old = [task(1000, null)];
    expect(extraOf({ candidate, old }, { ...span, isDone: false })).to.deep.equal({
      tasks: 2,
      taskSeconds: 60 + 180,
    });
  });

  it("leaves out tasks of an earlier release of the same color", () => {
    const candidate = [task(1000, 90_000), task(110_000, null)];
    const old = [task(1000, 200_000), task(500, 3000)];
    expect(extraOf({ candidate, old }, span)).to.deep.equal({ tasks: 1, taskSeconds: 90 });
  });

  it("is nothing for a first release, and for a worker whose old fleet stops first", () => {
    const nothing = { tasks: 0, taskSeconds: 0 };
    const candidate = [task(110_000, null)];
    expect(extraOf({ candidate, old: null }, span)).to.deep.equal(nothing);
    expect(extraOf({ candidate, old: [task(1000, 109_000)] }, span)).to.deep.equal(nothing);
  });

  it("is nothing if no old task ran, and unknown once ECS would have forgotten it", () => {
    const fleets = { candidate: [task(110_000, null)], old: [] };
    expect(extraOf(fleets, span)).to.deep.equal({ tasks: 0, taskSeconds: 0 });
    expect(extraOf(fleets, { ...span, nowMs: span.fromMs + 3_600_000 })).to.equal(null);
  });

  it("goes on while an old task runs", () => {
    const fleets = { candidate: [task(110_000, null)], old: [task(1000, null)] };
    expect(extraOf(fleets, span)).to.deep.equal({ tasks: 1, taskSeconds: 790 });
  });
});

const shape = {
  ...{ cpu: 1024, memoryMiB: 2048, architecture: "X86_64" as const },
  compute: { type: "fargate" as const },
};
const prices: PriceList = {
  ...{ region: "eu-central-1", from: "api", date: "2026-11-27", why: null },
  usd: { fargateVcpuHourX86: 0.04, fargateGbHourX86: 0.004 },
};
const part = (service: string, taskSeconds: number | null): Counted => ({
  ...{ service, shape },
  extra: taskSeconds === null ? null : { tasks: taskSeconds > 0 ? 2 : 0, taskSeconds },
});

describe("the bill of a release", () => {
  it("adds up its services, each at its own price", () => {
    const arm = { ...part("rides", 3600), shape: { ...shape, architecture: "ARM64" as const } };
    const usd = { ...prices.usd, fargateVcpuHourArm: 0.03, fargateGbHourArm: 0.003 };
    const bill = billFrom([part("users", 1800), arm], "tasks", { ...prices, usd });
    expect(bill).to.deep.include({ tasks: 4, taskSeconds: 5400, from: "tasks", unknown: [] });
    expect(bill.usd).to.be.closeTo(0.5 * 0.048 + 0.036, 1e-12);
    expect(describeBill(bill)).to.equal(
      "4 tasks beside production, 5400 task-seconds, $0.06, by ECS's times of each task " +
        "(prices of eu-central-1: AWS Pricing API, 2026-11-27)",
    );
  });

  it("counts Spot at the price on demand, and says so", () => {
    const capacity = { base: 1, spotPercent: 100, instanceTypes: [] };
    const onSpot = { ...part("users", 1800), shape: { ...shape, capacity } };
    const bill = billFrom([onSpot], "tasks", prices);
    expect(bill.usd).to.be.closeTo(0.5 * 0.048, 1e-12);
    expect(describeBill(bill)).to.equal(
      "2 tasks beside production, 1800 task-seconds, $0.02, by ECS's times of each task " +
        "(prices of eu-central-1: AWS Pricing API, 2026-11-27; Spot counted at the price on demand)",
    );
  });

  it("has no amount where a price is unknown", () => {
    const bill = billFrom([part("users", 1800)], "ups", { ...prices, usd: {} });
    expect(bill.usd).to.equal(null);
    expect(describeBill(bill)).to.match(
      /^2 tasks beside production, 1800 task-seconds, price unknown, estimated from the times of its `up`s /,
    );
  });

  it("names the services that it does not know, and costs nothing if none ran twice", () => {
    const bill = billFrom([part("users", 0), part("rides", null)], "tasks", null);
    expect(bill).to.deep.equal({
      ...{ tasks: 0, taskSeconds: 0, usd: 0, from: "tasks", unknown: ["rides"], prices: null },
    });
    expect(describeBill(bill)).to.equal("unknown of rides: ECS no longer lists the tasks");
    expect(describeBill({ ...bill, unknown: [] })).to.equal("no task beside production");
  });
});
