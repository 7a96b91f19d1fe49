import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import type { Run } from "../../../automation/runbook/run";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { keeping } from "./recording";

const deployed = (run: Run) => deploy(run, { ...options, image: [imageOf("2")] });
const world = () => serving({ users: api });

describe("the record of a release", () => {
  it("has what ran beside production, once the release has ended", async () => {
    const made = await world();
    const usd = { fargateVcpuHourX86: 0.04, fargateGbHourX86: 0.004 };
    const list = {
      region: "eu-central-1",
      usd,
      from: "api" as const,
      date: "2026-01-01",
      why: null,
    };
    made.ports.prices = { list: () => Promise.resolve(list) };
    const { observer } = made.ports;
    const beganMs = made.ports.clock.nowMs();
    const fleet: typeof observer.fleet = async (inventory, one) => {
      const health = await observer.fleet(inventory, one);
      const isOld = one.serviceName === "users blue";
      const [from, until] = isOld ? [-9000, 90_000] : [20_000, null];
      const time = { fromMs: beganMs + from, untilMs: until === null ? null : beganMs + until };
      return health && { ...health, times: [{ taskId: one.serviceName, ...time }] };
    };
    made.ports.observer = { ...observer, fleet };
    const { record } = await keeping(made, deployed);
    expect(record.bill).to.deep.include({ tasks: 1, taskSeconds: 70, from: "tasks", unknown: [] });
    expect(record.bill!.text).to.match(/^1 task beside production, 70 task-seconds, under \$0\.01/);
    expect(record.sources.bill).to.deep.equal(["observed"]);
    const without = await world();
    const { record: other } = await keeping(without, deployed);
    expect([other.bill, other.sources.bill]).to.deep.equal([null, []]);
  });
});
