import { expect } from "chai";
import { judgeRules } from "../../../automation/verify/checks/ruleEvaluations";
import { settingsSchema } from "../../../config/schema";

const services = (count: number) =>
  settingsSchema.parse({
    domain: "example.com",
    services: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`s${index}`, { ruleSlot: count - index }]),
    ),
  });

describe("the rules that a request passes", () => {
  it("are a warning of `verify` where they cost more than a few LCU", () => {
    expect(judgeRules(services(25))).to.deep.equal([
      {
        subject: "listeners",
        status: "warning",
        found:
          "a request passes 52 rules on average, and 10 are free: at 1,000 requests a second of every " +
          "service alike that is 42 LCU on each load balancer that serves; first comes s24, last s0",
        todo: "give the services with most requests the lowest `ruleSlot`, before they first serve",
      },
    ]);
  });

  it("are fine for a few services, and none for workers alone", () => {
    expect(judgeRules(services(3))).to.deep.equal([
      {
        subject: "listeners",
        status: "ok",
        found: "a request passes 8 rules on average, and 10 are free",
        todo: "",
      },
    ]);
    expect(judgeRules(services(9)).map(({ status }) => status)).to.deep.equal(["warning"]);
    expect(judgeRules(services(8)).map(({ status }) => status)).to.deep.equal(["ok"]);
    expect(judgeRules({ services: {} })).to.deep.equal([]);
  });
});
