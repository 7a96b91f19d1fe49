import { expect } from "chai";
import { order as orderFault, type Fault } from "../../localCloud/api/faults";
import { Fixture, refusal } from "./fixture";

const type = "aws:cloudwatch/metricAlarm:MetricAlarm";
const metric = {
  namespace: "AWS/ApplicationELB",
  metricName: "RequestCount",
  dimensions: {},
  period: 60,
  stat: "Sum",
};
const inputs = {
  comparisonOperator: "GreaterThanThreshold",
  threshold: 1,
  evaluationPeriods: 1,
  treatMissingData: "notBreaching",
  metricQueries: [{ id: "requests", metric, returnData: true }],
};

describe("alarms of the local cloud", () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await Fixture.open()));
  afterEach(() => fixture.close());

  const order = (fault: Fault) => orderFault(fixture.cloud, fault);
  const read = (...names: string[]) => fixture.cloud.alarms.named(names);
  const states = (...names: string[]) => read(...names).map(({ name, state }) => [name, state]);

  it("start as OK, have the state that a test sets, and are deleted with their resource", async () => {
    const created = await fixture.create(type, "errors", inputs);
    const name = String(created.name);
    expect(states(name, "other")).to.deep.equal([[name, "OK"]]);
    order({ kind: "alarm", name, state: "ALARM", reason: "as ordered" });
    const [off] = read(name);
    expect(off).to.deep.include({ name, state: "ALARM", reason: "as ordered" });
    order({ kind: "alarm", name, state: "ALARM" });
    expect(read(name)[0]?.sinceMs).to.equal(off?.sinceMs);
    await fixture.delete(type, "errors", created);
    expect(states(name)).to.deep.equal([]);
  });

  it("may exist without the program", () => {
    order({ kind: "alarm", name: "team-latency", state: "OK" });
    expect(states("team-latency")).to.deep.equal([["team-latency", "OK"]]);
  });

  it("need exactly one query that returns data, and each query one source", async () => {
    const metricQueries = [{ id: "a", metric }, { id: "b" }];
    expect(await refusal(fixture.create(type, "errors", { ...inputs, metricQueries }))).to.equal(
      "exactly one metric query must have `returnData`; " +
        "metric query `b` needs either `expression` or `metric`",
    );
  });

  it("read at most 10 metrics, each under its own id, and refer to no missing one", async () => {
    const read = (index: number) => ({ id: `m${index}`, metric });
    const many = Array.from({ length: 11 }, (_, index) => read(index));
    const share = { id: "share", expression: "SUM([m0, errors]) / m1", returnData: true };
    const metricQueries = [...many, read(0), share];
    expect(await refusal(fixture.create(type, "errors", { ...inputs, metricQueries }))).to.equal(
      "an alarm may read at most 10 metrics; each metric query needs a unique `id`; " +
        "metric query `share` refers to `errors`, which does not exist",
    );
  });
});
