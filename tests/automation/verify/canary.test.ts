import { expect } from "chai";
import type { Verification } from "../../../automation/verify/check";
import { canary } from "../../../automation/verify/checks/canary";
import { serving } from "../runbook/canaried";
import { told } from "./told";

/** What `verify` says when production has this part of its minutes with requests, 600 in each. */
async function judged(isBusy: (minute: number) => boolean) {
  const { ports, environment } = await serving();
  const { stack, clock, metrics } = ports;
  metrics.minutes = (_, __, { from, to }) =>
    Promise.resolve(
      Array.from({ length: to - from }, (___, index) => ({
        minute: from + index,
        fleets: { blue: isBusy(index) ? { requests: 600 } : {}, green: {} },
      })),
    );
  const known = { stack, clock, metrics, environment: environment(), compared: ["users"] };
  return told(await canary.look(known as unknown as Verification));
}

describe("the check of a canary", () => {
  const silent =
    "warning: production often goes minutes without a request; 5 of them in a row end a canary";

  it("warns where production is so often silent that a canary would end for lack of data", async () => {
    expect(await judged((minute) => minute % 10 === 0)).to.deep.equal([silent]);
    expect(await judged((minute) => minute % 3 !== 0)).to.deep.equal([silent]);
  });

  it("takes a minute without requests now and then as it comes", async () => {
    for (const isBusy of [() => true, (minute: number) => minute % 10 !== 0]) {
      const [found] = await judged(isBusy);
      expect(found).to.match(/^ok: the canary finds errors/);
    }
  });
});
