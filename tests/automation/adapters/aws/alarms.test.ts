import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsObserver } from "../../../../automation/adapters/aws/observer";
import { inputsOf, inventory, region } from "./fixtures";

const AlarmTypes = ["MetricAlarm", "CompositeAlarm"];

describe("alarms of CloudWatch", () => {
  let cloudWatch: AwsClientStub<CloudWatchClient>;
  const read = (...names: string[]) => createAwsObserver({ region }).alarms(inventory, names);

  before(() => (cloudWatch = mockClient(CloudWatchClient)));
  beforeEach(() => cloudWatch.reset());
  after(() => cloudWatch.restore());

  it("are metric and composite ones, with the reason and time of their state", async () => {
    const since = new Date("2025-01-31T12:00:00Z");
    const updated = new Date("2025-01-31T12:05:00Z");
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        {
          AlarmName: "errors",
          StateValue: "ALARM",
          StateReason: "Threshold Crossed",
          StateTransitionedTimestamp: since,
          StateUpdatedTimestamp: updated,
        },
      ],
      CompositeAlarms: [{ AlarmName: "all", StateValue: "INSUFFICIENT_DATA" }],
    });
    expect(await read("errors", "all", "gone", "errors")).to.deep.equal([
      { name: "errors", state: "ALARM", reason: "Threshold Crossed", sinceMs: since.getTime() },
      { name: "all", state: "INSUFFICIENT_DATA", reason: "", sinceMs: null },
    ]);
    expect(inputsOf(cloudWatch)).to.deep.equal([
      [
        "DescribeAlarmsCommand",
        { AlarmNames: ["errors", "all", "gone"], AlarmTypes, MaxRecords: 100 },
      ],
    ]);
  });

  it("are asked for in calls of at most a hundred names", async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({});
    const names = Array.from({ length: 201 }, (_, index) => `alarm-${index}`);
    expect(await read(...names)).to.deep.equal([]);
    expect(
      cloudWatch.commandCalls(DescribeAlarmsCommand).map(({ args }) => args[0].input.AlarmNames),
    ).to.deep.equal([names.slice(0, 100), names.slice(100, 200), names.slice(200)]);
  });

  it("are not asked for without names, since CloudWatch would return all of the account's", async () => {
    expect(await read()).to.deep.equal([]);
    expect(cloudWatch.calls()).to.have.length(0);
  });

  it("name the missing permission when they can't be read", async () => {
    cloudWatch
      .on(DescribeAlarmsCommand)
      .rejects(
        Object.assign(
          new Error(
            "User: arn:aws:sts::123456789012:assumed-role/ci/run is not authorized to perform: " +
              "cloudwatch:DescribeAlarms on resource: arn:aws:cloudwatch:eu-central-1:123456789012:alarm:* " +
              "because no identity-based policy allows the cloudwatch:DescribeAlarms action",
          ),
          { name: "AccessDenied", $fault: "client" },
        ),
      );
    const error = await read("errors").catch((thrown: unknown) => thrown);
    expect(error).to.have.property(
      "next",
      "Allow `cloudwatch:DescribeAlarms` on `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:*` in the policy of `arn:aws:sts::123456789012:assumed-role/ci/run` and run the command again.",
    );
  });
});
