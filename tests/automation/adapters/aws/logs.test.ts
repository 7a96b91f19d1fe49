import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsLogs } from "../../../../automation/adapters/aws/logs";
import { inputsOf, inventory, region, users } from "./fixtures";

const event = (eventId: string, timestamp: number, logStreamName: string, message = "hello") => ({
  eventId,
  timestamp,
  logStreamName,
  message,
});

describe("the log of a service", () => {
  let client: AwsClientStub<CloudWatchLogsClient>;
  const logs = createAwsLogs({ region });

  beforeEach(() => (client = mockClient(CloudWatchLogsClient)));
  afterEach(() => client.restore());

  it("is read from all pages, in the order of time, and told apart by color and task", async () => {
    client
      .on(FilterLogEventsCommand, { nextToken: undefined })
      .resolves({ events: [event("2", 20, "green/users/t2", "later\n")], nextToken: "more" })
      .on(FilterLogEventsCommand, { nextToken: "more" })
      .resolves({ events: [event("1", 10, "blue/users/t1"), event("3", 30, "odd")] });
    expect(await logs.read(inventory, users, { fromMs: 5 })).to.deep.equal({
      lines: [
        { id: "1", ms: 10, color: "blue", taskId: "t1", text: "hello" },
        { id: "2", ms: 20, color: "green", taskId: "t2", text: "later" },
      ],
      hasMore: false,
    });
    const input = { logGroupName: "/bluegreen/prod/users", startTime: 5 };
    expect(inputsOf(client)).to.deep.equal([
      ["FilterLogEventsCommand", { ...input, nextToken: undefined }],
      ["FilterLogEventsCommand", { ...input, nextToken: "more" }],
    ]);
  });

  it("can be that of one fleet, or of one task", async () => {
    client.on(FilterLogEventsCommand).resolves({});
    await logs.read(inventory, users, { fromMs: 5, color: "green" });
    await logs.read(inventory, users, { fromMs: 5, color: "green", taskId: "t2" });
    expect(
      client
        .commandCalls(FilterLogEventsCommand)
        .map(({ args }) => args[0].input.logStreamNamePrefix),
    ).to.deep.equal(["green/users/", "green/users/t2"]);
  });

  it("says that there is more after as many pages as one call reads", async () => {
    client.on(FilterLogEventsCommand).resolves({ events: [], nextToken: "more" });
    expect(await logs.read(inventory, users, { fromMs: 5 })).to.deep.equal({
      lines: [],
      hasMore: true,
    });
    expect(client.commandCalls(FilterLogEventsCommand)).to.have.length(20);
  });
});
