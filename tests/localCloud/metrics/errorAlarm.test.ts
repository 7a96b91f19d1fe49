import { expect } from "chai";
import { Alarms } from "../../../localCloud/alarms";
import type { AlarmDefinition } from "../../../localCloud/metrics/alarmDefinition";
import type { MetricName } from "../../../localCloud/metrics/elbMetrics";
import { Metrics } from "../../../localCloud/metrics/metrics";
import { find } from "../../components/find";
import { programAt } from "../../components/phases";

const [loadBalancer, targetGroup] = ["suffix:edge-green", "suffix:users-gg"];
const minuteMs = 1000;

/** Counts the target's own 5xx at the fleet's own load balancer, as the program once did. */
const blind: AlarmDefinition = {
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  threshold: 5,
  evaluationPeriods: 5,
  datapointsToAlarm: 1,
  treatMissingData: "notBreaching",
  metricQueries: [
    ...(["RequestCount", "HTTPCode_Target_5XX_Count"] as const).map((metricName, index) => ({
      id: ["requests", "errors"][index]!,
      metric: {
        namespace: "AWS/ApplicationELB",
        metricName,
        dimensions: { LoadBalancer: loadBalancer, TargetGroup: targetGroup },
        period: 60,
        stat: "Sum",
      },
      returnData: false,
    })),
    { id: "share", expression: "100 * FILL(errors, 0) / requests", returnData: true },
  ],
};

describe("the program's error alarm, evaluated by the local cloud", () => {
  let program: AlarmDefinition;
  let nowMs: number;
  let metrics: Metrics;
  let alarms: Alarms;

  before(async () => {
    const { inputs } = find(await programAt("idle"), "MetricAlarm", "users-green-errors");
    program = inputs as unknown as AlarmDefinition;
  });
  beforeEach(() => {
    nowMs = 0;
    metrics = new Metrics(minuteMs, () => nowMs);
    alarms = new Alarms(metrics);
    alarms.define("program", program);
  });
  afterEach(() => alarms.close());

  const count = (name: MetricName, times: number) => {
    for (let each = 0; each < times; each++) metrics.count(name, loadBalancer, targetGroup);
  };
  /** Ends the minute, and evaluates the alarms as CloudWatch does every minute. */
  const nextMinute = () => {
    nowMs += minuteMs;
    alarms.evaluate();
  };
  const stateOf = (name = "program") => alarms.named([name])[0]?.state;
  /** The states of the minutes to come, in which nothing happens. */
  const statesOf = (minutes: number, name?: string) =>
    Array.from({ length: minutes }, () => (nextMinute(), stateOf(name)));

  /** Of 100 requests, so many get no answer from the target: the load balancer sends 502 or 504. */
  const minuteWith = (unanswered: number) => {
    count("RequestCount", 100);
    count("HTTPCode_Target_2XX_Count", 100 - unanswered);
  };

  const failingMinute = () => {
    minuteWith(30);
    count("HTTPCode_Target_5XX_Count", 30);
  };

  it("has no state before it is evaluated, and is OK as long as there are no requests", () => {
    expect(stateOf()).to.equal("INSUFFICIENT_DATA");
    expect(new Set(statesOf(10))).to.deep.equal(new Set(["OK"]));
  });

  it("goes off for the load balancer's own 502 and 504, once their minute can be read", () => {
    minuteWith(0);
    nextMinute();
    minuteWith(6);
    expect(statesOf(8)).to.deep.equal([
      ...["OK", "OK", "ALARM", "ALARM", "ALARM", "OK", "OK", "OK"],
    ]);
  });

  it("stays OK while requests of a fleet's first minute may be open, and lets the next one tell", () => {
    minuteWith(30);
    expect(new Set(statesOf(8))).to.deep.equal(new Set(["OK"]));
    minuteWith(30);
    nextMinute();
    minuteWith(30);
    expect(statesOf(3)).to.deep.equal(["OK", "OK", "ALARM"]);
  });

  it("sees of a longer period all data at once, as of a minute of CloudWatch's", () => {
    const slow = new Alarms(metrics, 3);
    slow.define("slow", program);
    failingMinute();
    const states = Array.from({ length: 5 }, () => {
      nowMs += minuteMs;
      slow.evaluate();
      return slow.named(["slow"])[0]?.state;
    });
    slow.close();
    // Its first minute can be read after 3, its last one after 5.
    expect(states).to.deep.equal(["OK", "OK", "OK", "OK", "ALARM"]);
  });

  it("says why, and since when", () => {
    failingMinute();
    statesOf(4);
    expect(alarms.named(["program"])).to.deep.equal([
      {
        name: "program",
        state: "ALARM",
        reason:
          "Threshold Crossed: 1 out of the last 5 datapoints [30]: greater than or equal to the threshold (5)",
        sinceMs: 3000,
      },
    ]);
  });

  it("stays OK below its threshold", () => {
    for (let minute = 0; minute < 10; minute++) {
      minuteWith(4);
      nextMinute();
      expect(stateOf()).to.equal("OK");
    }
  });

  it("finds what an alarm on the target's own 5xx is blind to", () => {
    alarms.define("blind", blind);
    minuteWith(0);
    nextMinute();
    minuteWith(100);
    const both = Array.from({ length: 8 }, () => {
      nextMinute();
      return [stateOf(), stateOf("blind")].join(" ");
    });
    expect(both).to.include("ALARM OK");
    expect(both.filter((states) => states.endsWith("ALARM"))).to.deep.equal([]);
  });

  it("would never go off if it looked at the last minute alone", () => {
    alarms.define("hasty", { ...program, evaluationPeriods: 1, datapointsToAlarm: 1 });
    failingMinute();
    expect(statesOf(8, "hasty")).to.not.include("ALARM");
  });

  it("keeps the state that a test has set", () => {
    alarms.set("program", "OK", "set by a test");
    failingMinute();
    expect(statesOf(8)).to.not.include("ALARM");
  });
});
