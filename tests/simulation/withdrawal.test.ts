import { expect } from "chai";
import { calmSchedule, type Schedule } from "../../simulation/schedule";
import {
  crashesWithFault,
  everyNth,
  singles,
  withdrawals,
} from "../../simulation/search/enumerate";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const calm: Schedule = { ...calmSchedule, command: "withdraw" };

describe("simulation: a service that is decommissioned", () => {
  it("loses its name first, and its fleet only after the TTL and its margin", async () => {
    const { violation, ended, timeline } = await simulate(calm, { timeline: true });
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["done"] });
    const at = (text: string) => Number(timeline.find((line) => line.includes(text))!.slice(0, 8));
    const changes = timeline.flatMap((line) => / (users .* is now .*)/.exec(line)?.[1] ?? []);
    expect(changes).to.deep.equal([
      "users production record is now nothing",
      "users rule of the blue load balancer is now nothing",
      "users rule of the green load balancer is now nothing",
      "users blue fleet is now 0 repository@sha256:old",
    ]);
    expect(at("step 6") - at("step drain")).to.be.closeTo(8, 0.01);
  });

  it("survives every single fault, with every way to recover", async function () {
    this.timeout(120_000);
    await expectSurvival(singles(withdrawals), 500);
  });

  it("survives a crash combined with any other fault: each 20th of all such pairs", async function () {
    this.timeout(120_000);
    await expectSurvival(everyNth(crashesWithFault(withdrawals), 20), 500);
  });

  it("is caught failing if nobody drains its clients", async () => {
    const { violation } = await simulate(calm, { broken: "drain" });
    expect(violation?.invariant).to.equal(1);
    expect(violation?.what).to.match(/a client that honours the TTL fails: .*users/);
  });
});
