import { expect } from "chai";
import { order as orderFault, type Fault } from "../../localCloud/api/faults";
import { Fixture, refusal, until } from "./fixture";

const type = "aws:cloudwatch/metricAlarm:MetricAlarm";
const metric = {
  namespace: "AWS/ApplicationELB",
  metricName: "RequestCount",
  dimensions: { LoadBalancer: "app/blue/1" },
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

  it("begin without data, have the state that a test sets, and are deleted with their resource", async () => {
    const created = await fixture.create(type, "errors", inputs);
    const name = String(created.name);
    expect(states(name, "other")).to.deep.equal([[name, "INSUFFICIENT_DATA"]]);
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

  const refused = (changes: object) =>
    refusal(fixture.create(type, "errors", { ...inputs, ...changes }));

  it("need exactly one query that returns data, and each query one source", async () => {
    expect(await refused({ metricQueries: [{ id: "a", metric }] })).to.equal(
      "exactly one metric query must have `returnData`",
    );
    expect(await refused({ metricQueries: [{ id: "b", returnData: true }] })).to.match(
      /needs either `expression` or `metric`/,
    );
  });

  it("are refused if they can't be evaluated here", async () => {
    const reading = (changes: object) => ({
      metricQueries: [{ id: "a", metric: { ...metric, ...changes }, returnData: true }],
    });
    const unknown = "NotModelled: the local cloud does not model";
    expect(await refused(reading({ metricName: "ActiveConnectionCount" }))).to.equal(
      `${unknown} metric ActiveConnectionCount`,
    );
    const expression = "ANOMALY_DETECTION_BAND(a, 2)";
    const queries = [
      { id: "a", metric },
      { id: "b", expression, returnData: true },
    ];
    expect(await refused({ metricQueries: queries })).to.equal(
      `${unknown} \`ANOMALY_DETECTION_BAND\` in an expression`,
    );
    expect(await refused({ evaluationPeriods: 2, datapointsToAlarm: 3 })).to.equal(
      "`datapointsToAlarm` must not be larger than `evaluationPeriods`",
    );
  });

  it("are evaluated by themselves, with the definition that they have last", async () => {
    const breaching = { ...inputs, treatMissingData: "breaching" };
    const created = await fixture.create(type, "errors", breaching);
    const name = String(created.name);
    await until("it is over", () => states(name)[0]?.[1] === "ALARM");
    await fixture.update(type, "errors", created, { treatMissingData: "notBreaching" });
    await until("it is OK", () => states(name)[0]?.[1] === "OK");
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
