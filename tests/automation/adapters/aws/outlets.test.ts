import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsOutlets } from "../../../../automation/adapters/aws/outlets";
import { NotDelivered } from "../../../../automation/world/notifier";

const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hook-AbCdEf";
const topic = "arn:aws:sns:us-east-1:123456789012:releases";
const bus = "arn:aws:events:eu-central-1:123456789012:event-bus/releases";

const failing = (name: string, message = "") => Object.assign(new Error(message), { name });

describe("what of events goes through AWS", () => {
  const { signal } = new AbortController();
  const outlets = createAwsOutlets({ region: "eu-central-1" });
  let ssm: AwsClientStub<SSMClient>;
  let secrets: AwsClientStub<SecretsManagerClient>;
  let sns: AwsClientStub<SNSClient>;
  let events: AwsClientStub<EventBridgeClient>;
  before(() => {
    [ssm, secrets] = [mockClient(SSMClient), mockClient(SecretsManagerClient)];
    [sns, events] = [mockClient(SNSClient), mockClient(EventBridgeClient)];
  });
  beforeEach(() => [ssm, secrets, sns, events].forEach((one) => one.reset()));
  after(() => [ssm, secrets, sns, events].forEach((one) => one.restore()));

  const why = async (call: () => Promise<unknown>) => {
    const error: unknown = await call().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(error).to.be.instanceOf(NotDelivered);
    return (error as NotDelivered).message;
  };

  it("is the value of a parameter, decrypted", async () => {
    ssm.on(GetParameterCommand).resolves({ Parameter: { Value: "https://a" } });
    expect(await outlets.secret("/prod/slack", signal)).to.equal("https://a");
    expect(ssm.commandCalls(GetParameterCommand)[0]!.args[0].input).to.deep.equal({
      Name: "/prod/slack",
      WithDecryption: true,
    });
  });

  it("is a secret as a whole, or what is under its JSON key", async () => {
    secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"url":"https://a","n":1}' });
    expect(await outlets.secret(secret, signal)).to.equal('{"url":"https://a","n":1}');
    expect(await outlets.secret(`${secret}:url:AWSPREVIOUS:`, signal)).to.equal("https://a");
    const [, second] = secrets.commandCalls(GetSecretValueCommand);
    expect(second!.args[0].input).to.deep.equal({ SecretId: secret, VersionStage: "AWSPREVIOUS" });
    for (const key of ["n", "none"]) {
      expect(await why(() => outlets.secret(`${secret}:${key}::`, signal))).to.equal(
        `the secret has no text under the JSON key \`${key}\``,
      );
    }
  });

  it("is a message to a topic, with what a FIFO topic needs, and an event on a bus", async () => {
    sns.on(PublishCommand).resolves({});
    events.on(PutEventsCommand).resolves({ Entries: [{ EventId: "1" }] });
    const message = { topic, subject: "s", message: "{}", attributes: { verb: "done" } };
    await outlets.publish(message, signal);
    await outlets.publish({ ...message, group: "dev", deduplication: "id" }, signal);
    const sent = sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => input);
    const plain = {
      ...{ TopicArn: topic, Subject: "s", Message: "{}", MessageStructure: "json" },
      MessageAttributes: { verb: { DataType: "String", StringValue: "done" } },
    };
    const fifo = { MessageGroupId: "dev", MessageDeduplicationId: "id" };
    expect(sent).to.deep.equal([plain, { ...plain, ...fifo }]);
    await outlets.put({ bus, source: "bluegreen", type: "done", detail: "{}" }, signal);
    expect(events.commandCalls(PutEventsCommand)[0]!.args[0].input).to.deep.equal({
      Entries: [{ EventBusName: bus, Source: "bluegreen", DetailType: "done", Detail: "{}" }],
    });
  });

  it("says what is missing or denied", async () => {
    ssm.on(GetParameterCommand).rejects(failing("ParameterNotFound", "canary"));
    expect(await why(() => outlets.secret("/none", signal))).to.equal("there is no /none");
    sns
      .on(PublishCommand)
      .rejects(
        failing(
          "AuthorizationErrorException",
          `User: arn:aws:iam::123456789012:user/ann is not authorized to perform: SNS:Publish on resource: ${topic}`,
        ),
      );
    const message = { topic, subject: "s", message: "{}", attributes: {} };
    expect(await why(() => outlets.publish(message, signal))).to.equal(
      `${topic}: IAM does not allow \`arn:aws:iam::123456789012:user/ann\` \`SNS:Publish\` on \`${topic}\``,
    );
    events.on(PutEventsCommand).resolves({
      Entries: [{ ErrorCode: "InternalFailure", ErrorMessage: "try later" }],
    });
    const event = { bus, source: "bluegreen", type: "done", detail: "{}" };
    expect(await why(() => outlets.put(event, signal))).to.equal(
      `${bus}: InternalFailure: try later`,
    );
  });
});
