import { expect } from "chai";
import { judgeRules, ruleEvaluations } from "../../../automation/verify/checks/ruleEvaluations";
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
        todo: "give the busiest services the lowest `ruleSlot`",
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

  /** Requests in 14 days, from requests a second by service. */
  const measured = (rates: Record<string, number>) => ({
    days: 14,
    requests: Object.fromEntries(
      Object.entries(rates).map(([name, rate]) => [name, rate * 14 * 24 * 3600]),
    ),
  });

  it("are calculated from measured requests, with the slots that put the busiest services first", () => {
    // s24 has slot 1 and is matched first, s0 has slot 25.
    expect(judgeRules(services(25), measured({ s0: 300, s3: 100, s24: 1 }))).to.deep.equal([
      {
        subject: "listeners",
        status: "warning",
        found:
          "rule evaluations used 34.8 LCU on average in the last 14 days, calculated from the requests of each " +
          "service; in the order of use it would be 0",
        todo:
          "give the lowest `ruleSlot` to the busiest services, in this order: s0, s3; an `up` moves their rules, " +
          "unless another service calls them",
      },
    ]);
    const apart = services(25);
    for (const service of Object.values(apart.services)) {
      if (service.kind === "api") service.ruleSlot = service.ruleSlot! + 100;
    }
    const [{ todo } = { todo: "" }] = judgeRules(apart, measured({ s0: 300, s3: 100, s24: 1 }));
    expect(todo).to.equal(
      "set `ruleSlot` of the busiest services: s0 0, s3 1; an `up` moves their rules, unless another service calls them",
    );
  });

  it("are fine where another order would save little, and guessed where nothing was measured", () => {
    const rates = { s24: 300, s23: 200, s0: 1 };
    expect(judgeRules(services(25), measured(rates))).to.deep.equal([
      {
        subject: "listeners",
        status: "ok",
        found:
          "rule evaluations used 0.1 LCU on average in the last 14 days, calculated from the requests of each " +
          "service; in the order of use it would be 0",
        todo: "",
      },
    ]);
    expect(judgeRules(services(25), measured({}))).to.deep.equal(judgeRules(services(25)));
  });

  it("are measured where the environment was brought up on load balancers of its own", async () => {
    const asked: unknown[] = [];
    const look = (environment: object | null, foundation?: string) =>
      ruleEvaluations.look({
        inspector: {
          requests: (inventory: unknown) => {
            asked.push(inventory);
            return Promise.resolve({ value: measured({ s0: 300 }) });
          },
        },
        environment,
        stack: { settings: { ...services(25), foundation } },
      } as never);
    expect((await look({ inventory: "i" }))[0]!.found).to.match(/^rule evaluations used 27 LCU/);
    expect(asked).to.deep.equal(["i"]);
    expect(await look(null)).to.deep.equal(judgeRules(services(25)));
    expect(await look({ inventory: "i" }, "dev")).to.deep.equal(judgeRules(services(25)));
    expect(asked).to.have.length(1);
  });
});
