import { expect } from "chai";
import { runProgram } from "./engine";
import { names } from "./find";
import { environment, phases, programAt } from "./phases";

const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const alarmNames = ["matching-blue", "matching-green", "users-blue", "users-green"].map(
  (fleet) => `${fleet}-errors`,
);

/** As an older program recorded them, with the names that Pulumi chose. */
const old = (outputs: Record<string, unknown>) =>
  JSON.parse(
    JSON.stringify(outputs)
      .replaceAll("bluegreen-dev-1a2b3c4", "cluster-1a2b3c4")
      .replace(/bluegreen\/dev\/([a-z-]+errors)/g, "$1-1a2b3c4"),
  ) as Record<string, unknown>;

async function upAgain(deployed: Record<string, unknown>) {
  const run = await runProgram({
    config: environment,
    deployed: { ...deployed, release: phases.idle, colorSecret: "s3cret" },
  });
  expect(run.error).to.equal(undefined);
  const alarms = run.resources.filter(({ type }) => type === alarm);
  return {
    clusters: names(run, "Cluster"),
    alarms: Object.fromEntries(
      alarms.map(({ name, inputs }): [string, unknown] => [name, inputs["name"]]),
    ),
  };
}

describe("names of the cluster and of alarms", function () {
  this.timeout(60_000);

  it("say which environment they belong to", async () => {
    const { outputs } = await programAt("idle");
    expect(await upAgain(outputs!)).to.deep.equal({
      clusters: ["bluegreen-dev"],
      alarms: Object.fromEntries(alarmNames.map((name) => [name, `bluegreen/dev/${name}`])),
    });
  });

  it("stay as they are in an environment that an older program made", async () => {
    const { outputs } = await programAt("idle");
    expect(await upAgain(old(outputs!))).to.deep.equal({
      clusters: ["cluster"],
      alarms: Object.fromEntries(alarmNames.map((name) => [name, undefined])),
    });
  });
});
