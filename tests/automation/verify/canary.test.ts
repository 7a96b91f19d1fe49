import { expect } from "chai";
import type { Verification } from "../../../automation/verify/check";
import { canary } from "../../../automation/verify/checks/canary";
import { serving } from "../runbook/canaried";
import { told } from "./told";

/** What `verify` finds when production has this part of its minutes with requests. */
async function findings(isBusy: (minute: number) => boolean, canaryOf?: object, requests = 600) {
  const { ports, environment } = await serving(canaryOf);
  const { stack, clock, metrics } = ports;
  metrics.minutes = (_, __, { from, to }) =>
    Promise.resolve(
      Array.from({ length: to - from }, (___, index) => ({
        minute: from + index,
        fleets: { blue: isBusy(index) ? { requests } : {}, green: {} },
      })),
    );
  const known = { stack, clock, metrics, environment: environment(), compared: ["users"] };
  return canary.look(known as unknown as Verification);
}

const judged = async (isBusy: (minute: number) => boolean) => told(await findings(isBusy));

describe("the check of a canary", () => {
  const silent =
    "warning: production often goes minutes without a request; 5 of them in a row end a canary";

  it("warns where production is so often silent that a canary would end for lack of data", async () => {
    expect(await judged((minute) => minute % 10 === 0)).to.deep.equal([silent]);
    expect(await judged((minute) => minute % 3 !== 0)).to.deep.equal([silent]);
  });

  it("asks for a step below 100 % where minutes would not help", async () => {
    const [found] = await findings(() => true, { steps: [{ percent: 100, minutes: 60 }] });
    expect(found).to.deep.include({
      found:
        "the canary is unlikely to find anything: latency is not judged without a step at 50 %; errors are not compared without a step below 100 %",
      todo: "add a step below 100 %, or remove `services.users.canary` and use `compare`",
    });
  });

  it("counts a single request in the singular", async () => {
    const few = { steps: [{ percent: 1, minutes: 10 }] };
    const [found] = await findings((minute) => minute === 0, few, 600);
    expect(found).to.deep.include({
      found: "the candidate would get about 1 request in the whole canary: too few to judge it by",
      todo: "give the steps more minutes, or remove `services.users.canary` and use `compare`",
    });
  });

  it("takes a minute without requests now and then as it comes", async () => {
    for (const isBusy of [() => true, (minute: number) => minute % 10 !== 0]) {
      const [found] = await judged(isBusy);
      expect(found).to.match(/^ok: the canary finds errors/);
    }
  });
});
