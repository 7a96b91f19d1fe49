import { expect } from "chai";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find, names, own } from "./find";
import { shareOf } from "./metricMath";
import { programAt } from "./phases";

async function inputsOf(run: Run | Promise<Run>, name: string) {
  return find(await run, "MetricAlarm", name).inputs;
}

describe("the error alarm of a fleet", () => {
  it("exists for each color of each service", async () => {
    expect(names(await programAt("idle"), "MetricAlarm")).to.deep.equal([
      "matching-blue-errors",
      "matching-green-errors",
      "users-blue-errors",
      "users-green-errors",
    ]);
  });

  it("reads the fleet's target groups on both load balancers, and stays silent without data", async () => {
    const sum = (edge: "blue" | "green", id: string, metricName: string) => ({
      id: `${edge}_${id}`,
      metric: {
        namespace: "AWS/ApplicationELB",
        metricName,
        dimensions: {
          LoadBalancer: `suffix:edge-${edge}`,
          TargetGroup: `suffix:users-g${edge[0]}`,
        },
        period: 60,
        stat: "Sum",
      },
    });
    const both = (id: string, metricName: string) => [
      sum("blue", id, metricName),
      sum("green", id, metricName),
    ];
    expect(await inputsOf(programAt("idle"), "users-green-errors")).to.deep.equal({
      name: "bluegreen/dev/users-green-errors",
      alarmDescription: "at least 5% of the requests to users green failed in a minute",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 5,
      evaluationPeriods: 5,
      datapointsToAlarm: 1,
      treatMissingData: "notBreaching",
      metricQueries: [
        ...both("requests", "RequestCount"),
        ...both("ok", "HTTPCode_Target_2XX_Count"),
        ...both("redirects", "HTTPCode_Target_3XX_Count"),
        ...both("rejections", "HTTPCode_Target_4XX_Count"),
        ...both("errors", "HTTPCode_Target_5XX_Count"),
        { id: "requests", expression: "SUM([FILL(blue_requests, 0), FILL(green_requests, 0)])" },
        { id: "errors", expression: "SUM([FILL(blue_errors, 0), FILL(green_errors, 0)])" },
        {
          id: "answered",
          expression:
            "SUM([FILL(blue_ok, 0), FILL(green_ok, 0), FILL(blue_redirects, 0), " +
            "FILL(green_redirects, 0), FILL(blue_rejections, 0), FILL(green_rejections, 0), " +
            "FILL(blue_errors, 0), FILL(green_errors, 0)])",
        },
        { id: "unanswered", expression: "IF(requests > answered, requests - answered, 0)" },
        {
          id: "failed",
          expression:
            "errors + IF(100 * DIFF(requests) > 5 * (requests - DIFF(requests)), 0, unanswered)",
        },
        {
          id: "share",
          label: "failed requests in percent",
          expression: "IF(requests >= 20, 100 * failed / requests, 0)",
          returnData: true,
        },
      ],
      tags: { ...own, service: "users", color: "green" },
    });
  });

  const requests = (count: number) => ({ RequestCount: count });
  const answered = { HTTPCode_Target_2XX_Count: 90, HTTPCode_Target_4XX_Count: 4 };
  const minutes: [string, Record<string, number>, Record<string, number>, number][] = [
    ["nothing was reported", {}, {}, 0],
    ["all were answered 2xx, 3xx or 4xx", { ...requests(94), ...answered }, {}, 0],
    ["6 of 100 ended with the load balancer's own 502", { ...requests(100), ...answered }, {}, 6],
    [
      "6 of 100 were answered 503",
      { ...requests(100), ...answered, HTTPCode_Target_5XX_Count: 6 },
      {},
      6,
    ],
    ["no request got a connection", { ...requests(40), TargetConnectionErrorCount: 40 }, {}, 100],
    [
      "half fail at the other load balancer",
      { ...requests(100), HTTPCode_Target_2XX_Count: 100 },
      requests(100),
      50,
    ],
    ["3 of 19 fail", { ...requests(19), HTTPCode_Target_2XX_Count: 16 }, {}, 0],
    [
      "answers of the minute before came too",
      { ...requests(90), HTTPCode_Target_2XX_Count: 100 },
      {},
      0,
    ],
  ];
  for (const [what, atBlue, atGreen, share] of minutes) {
    it(`finds ${share}% when ${what}`, async () => {
      const alarm = await inputsOf(programAt("idle"), "users-blue-errors");
      const minute = { "edge-blue": atBlue, "edge-green": atGreen };
      expect(shareOf(alarm, minute, minute)).to.equal(share);
    });
  }

  describe("when traffic begins", () => {
    const share = async (...minutes: Record<string, number>[]) =>
      shareOf(
        await inputsOf(programAt("idle"), "users-blue-errors"),
        ...minutes.map((counts) => ({ "edge-blue": counts })),
      );
    const minute = (count: number, ok: number) => ({
      ...requests(count),
      HTTPCode_Target_2XX_Count: ok,
    });
    const tests = minute(9, 9);

    it("does not take open requests for failed ones, however late in the minute it does", async () => {
      // All that arrived in the last tenth of a second are open.
      const late = [20, 50, 100, 1000, 100_000].map((count) => share(tests, minute(count, 0)));
      expect(await Promise.all(late)).to.deep.equal([0, 0, 0, 0, 0]);
      expect(await share(minute(28, 20))).to.equal(0);
    });

    it("or grows, does not either", async () => {
      // From 10 a second to 100, of which half are open at the end.
      const jumps = [0.2, 0.5, 2, 20, 40].map((seconds) => {
        const more = 90 * seconds;
        return share(minute(600, 600), minute(600 + more, 600 + more - Math.min(50, more)));
      });
      const found = await Promise.all(jumps);
      expect(found.filter((percent) => percent >= 5)).to.deep.equal([]);
    });

    it("tells failed ones from them once traffic no longer grows", async () => {
      const failing = minute(6000, 5400);
      expect(await share(tests, minute(3000, 2990), failing)).to.equal(0);
      expect(await share(minute(3000, 2990), failing, failing)).to.equal(10);
      expect(await share(minute(3000, 2990), minute(6000, 6000))).to.equal(0);
    });

    it("counts the fleet's own 5xx at once", async () => {
      const failing = { ...minute(100, 40), HTTPCode_Target_5XX_Count: 10 };
      expect(await share(tests, failing)).to.equal(10);
    });
  });

  it("does not count open requests as failed where requests may take minutes", async () => {
    const run = runProgram({ config: config({ users: { longestRequestSeconds: 600 } }) });
    const alarm = await inputsOf(run, "users-blue-errors");
    const share = (counts: Record<string, number>) => shareOf(alarm, { "edge-blue": counts });
    expect(share(requests(100))).to.equal(0);
    expect(share({ ...requests(100), HTTPCode_Target_5XX_Count: 7 })).to.equal(7);
    expect(share({ ...requests(75), TargetConnectionErrorCount: 25 })).to.equal(25);
  });

  it("has a counterpart for the calls of other services, and both guard a release", async () => {
    const run = await runProgram({
      config: config({ users: { ruleSlot: 0 }, matching: { ruleSlot: 1, calls: ["users"] } }),
    });
    const ofUsers = names(run, "MetricAlarm").filter((name) => name.startsWith("users-"));
    expect(ofUsers).to.deep.equal([
      "users-blue-errors",
      "users-blue-errors-private",
      "users-green-errors",
      "users-green-errors-private",
    ]);
    const inside = await inputsOf(run, "users-green-errors-private");
    const failing = { RequestCount: 50, HTTPCode_Target_5XX_Count: 50 };
    expect(shareOf(inside, { "private-green": failing })).to.equal(100);
    expect(shareOf(inside, { "edge-green": failing })).to.equal(0);
    expect(run.outputs?.["inventory"]).to.have.nested.property(
      "services.users.fleets.green.alarms.length",
      2,
    );
  });

  it("is not created if the settings turn it off, and is then not in the inventory", async () => {
    const run = await runProgram({ config: config({ users: { errorAlarmPercent: 0 } }) });
    expect(all(run, "MetricAlarm")).to.deep.equal([]);
    expect(run.outputs?.["inventory"]).to.have.nested.property(
      "services.users.fleets.blue.alarms.length",
      0,
    );
  });
});
