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
          "a request is matched against 52 rules on average; 10 are free: 1,000 requests a second, " +
          "spread evenly over the services, cost 42 LCU on the serving load balancer; s24 is matched " +
          "first, s0 last",
        todo: "give the busiest services the lowest `ruleSlot`, before they first serve",
      },
    ]);
  });

  it("are fine for a few services, and none for workers alone", () => {
    expect(judgeRules(services(3))).to.deep.equal([
      {
        subject: "listeners",
        status: "ok",
        found: "a request is matched against 8 rules on average; 10 are free",
        todo: "",
      },
    ]);
    expect(judgeRules(services(9)).map(({ status }) => status)).to.deep.equal(["warning"]);
    expect(judgeRules(services(8)).map(({ status }) => status)).to.deep.equal(["ok"]);
    expect(judgeRules({ services: {} })).to.deep.equal([]);
  });
});
