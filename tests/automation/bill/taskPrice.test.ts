import { expect } from "chai";
import { dollarRange, dollars, pricesNote, timeRange } from "../../../automation/bill/money";
import { ratesFor, taskHourUsd } from "../../../automation/bill/taskPrice";

const usd = {
  ...{ fargateVcpuHourX86: 0.04, fargateGbHourX86: 0.004 },
  ...{ fargateVcpuHourArm: 0.03, fargateGbHourArm: 0.003 },
  ...{ "instanceHour:m7i.large": 0.1, diskGbMonth: 0.073 },
};
const fargate = {
  ...{ cpu: 512, memoryMiB: 2048, architecture: "X86_64" as const },
  compute: { type: "fargate" as const },
};
const instance = {
  ...fargate,
  compute: { type: "ec2" as const, instanceType: "m7i.large", diskGiB: 50 },
};

describe("the price of a task", () => {
  it("is that of its vCPUs and its memory on Fargate, by architecture", () => {
    expect(taskHourUsd(fargate, { usd })).to.be.closeTo(0.5 * 0.04 + 2 * 0.004, 1e-12);
    const arm = { ...fargate, architecture: "ARM64" as const };
    expect(taskHourUsd(arm, { usd })).to.be.closeTo(0.5 * 0.03 + 2 * 0.003, 1e-12);
  });

  it("is that of an instance and its disk where it has one to itself", () => {
    expect(taskHourUsd(instance, { usd })).to.be.closeTo(0.1 + (50 * 0.073) / 730, 1e-12);
  });

  it("is unknown as soon as one of its prices is", () => {
    expect(taskHourUsd(fargate, { usd: { fargateVcpuHourX86: 0.04 } })).to.equal(null);
    expect(taskHourUsd(instance, { usd: { diskGbMonth: 0.073 } })).to.equal(null);
  });

  it("asks for each price once", () => {
    expect(ratesFor([fargate, instance, fargate])).to.deep.equal([
      ...["fargateVcpuHourX86", "fargateGbHourX86"],
      ...["instanceHour:m7i.large", "diskGbMonth"],
    ]);
  });
});

describe("amounts in words", () => {
  it("have cents below ten dollars alone, and never say that something is free", () => {
    expect([0, 0.0001, 0.034, 9.994, 10, 212.4].map(dollars)).to.deep.equal([
      ...["$0.00", "under $0.01", "$0.03", "$9.99", "$10", "$212"],
    ]);
  });

  it("are one number where both ends look alike", () => {
    expect(dollarRange({ low: 0.03, high: 0.05 })).to.equal("$0.03-0.05");
    expect(dollarRange({ low: 0.031, high: 0.032 })).to.equal("$0.03");
    expect(timeRange({ low: 300, high: 540 })).to.equal("5 to 9 minutes");
    expect(timeRange({ low: 30, high: 80 })).to.equal("30 to 80 s");
    expect(timeRange({ low: 300, high: 300 })).to.equal("5 minutes");
  });

  it("say where prices are from, of what date, and why AWS was not asked", () => {
    const list = { region: "eu-central-1", usd: {} };
    expect(pricesNote({ ...list, from: "api", date: "2026-11-27", why: null })).to.equal(
      "prices of eu-central-1: AWS Pricing API, 2026-11-27",
    );
    const kept = { ...list, from: "snapshot" as const, why: "it did not answer" };
    expect(pricesNote({ ...kept, date: "2026-08-05" })).to.equal(
      "prices of eu-central-1: snapshot of 2026-08-05; it did not answer",
    );
    expect(pricesNote({ ...kept, date: null })).to.equal(
      "prices of eu-central-1: none in the snapshot; it did not answer",
    );
  });
});
