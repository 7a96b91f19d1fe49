import { expect } from "chai";
import { takeItsTime } from "../../../localCloud/control/awsTimes";
import { defaultOptions } from "../../../localCloud/options";

async function waited(type: string, awsTimes: number): Promise<number[]> {
  const times: number[] = [];
  const cloud = { options: { ...defaultOptions, stateDirectory: "", awsTimes } };
  await takeItsTime(cloud, type, (ms) => Promise.resolve(times.push(ms)));
  return times;
}

describe("a call of the local cloud with the times of AWS", () => {
  const record = "aws:route53/record:Record";

  it("takes as long as measured: a record until it is in sync, a load balancer until it is active", async () => {
    expect(await waited(record, 1)).to.deep.equal([15_000]);
    expect(await waited("aws:lb/loadBalancer:LoadBalancer", 1)).to.deep.equal([60_000]);
    expect(await waited("aws:lb/listenerRule:ListenerRule", 1)).to.deep.equal([1000]);
    expect(await waited(record, 0.1)).to.deep.equal([1500]);
  });

  it("takes no time without them", async () => {
    expect(await waited(record, 0)).to.deep.equal([]);
  });
});
