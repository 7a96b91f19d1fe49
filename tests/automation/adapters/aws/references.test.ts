import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import { type Answer, type Endpoint, refusal, startEndpointThat } from "./endpoint";

const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/users-AbCdEf";
const parameter = "arn:aws:ssm:eu-central-1:123456789012:parameter";
const value = (SecretString: string): Answer => ({ status: 200, body: { SecretString } });
const described: Answer = {
  status: 200,
  body: { VersionIdsToStages: { v1: ["AWSPREVIOUS"], v2: ["AWSCURRENT"] } },
};
/** STS names its operations in the body. */
const ofStsProtocol = "";
const caller: Answer = {
  status: 200,
  body:
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>" +
    "</GetCallerIdentityResult></GetCallerIdentityResponse>",
  headers: { "content-type": "text/xml", "x-amzn-requestid": "r-1" },
};
const denied = refusal(400, "com.amazon#AccessDeniedException", "not authorized");

describe("references to secrets that the inspector looks up", function () {
  this.timeout(20_000);
  let endpoint: Endpoint | undefined;

  afterEach(async () => {
    await endpoint?.close();
    endpoint = undefined;
  });

  async function lookUp(answers: Record<string, Answer>, ...references: string[]) {
    endpoint = await startEndpointThat((operation) => answers[operation]!);
    const answer = await createAwsInspector({ region: "eu-central-1" }).secrets(references);
    if ("notHere" in answer) throw new Error(answer.notHere);
    return references.map((one) => answer.value[one]);
  }

  it("are parameters that exist or not, by name or ARN, asked for together", async () => {
    const listed = { Parameters: [{ Name: "/prod/there" }, { Name: "plain" }] };
    const DescribeParameters = { status: 200, body: listed };
    const answers = { DescribeParameters, [ofStsProtocol]: caller };
    const references = [
      "/prod/there",
      `${parameter}/prod/there`,
      `${parameter}/plain`,
      "/prod/gone",
      `${parameter.replace("123456789012", "999999999999")}/prod/there`,
    ];
    expect(await lookUp(answers, ...references)).to.deep.equal([
      { exists: true, hasKey: true },
      { exists: true, hasKey: true },
      { exists: true, hasKey: true },
      { exists: false, hasKey: true },
      { exists: "elsewhere", hasKey: null },
    ]);
    expect(endpoint!.operations).to.deep.equal([ofStsProtocol, "DescribeParameters"]);
  });

  it("are secrets with or without a key, whose value is read only if there is one", async () => {
    expect(await lookUp({ DescribeSecret: described }, secret)).to.deep.equal([
      { exists: true, hasKey: true },
    ]);
    expect(endpoint!.operations).to.deep.equal(["DescribeSecret"]);
    await endpoint!.close();
    const answers = { DescribeSecret: described, GetSecretValue: value('{"password":"x"}') };
    expect(await lookUp(answers, `${secret}:password::`, `${secret}:pasword::`)).to.deep.equal([
      { exists: true, hasKey: true },
      { exists: true, hasKey: false },
    ]);
  });

  const views: [string, Record<string, Answer>, string, object][] = [
    ["is no JSON", { GetSecretValue: value("hunter2") }, ":a::", { exists: true, hasKey: false }],
    ["may not be read", { GetSecretValue: denied }, ":a::", { exists: true, hasKey: null }],
    ["has the stage", {}, "::AWSPREVIOUS:", { exists: true, hasKey: true }],
    ["lacks the stage", {}, "::AWSPENDING:", { exists: false, hasKey: false }],
    ["has the version", {}, ":::v1", { exists: true, hasKey: true }],
    ["has the version of the stage", {}, "::AWSPREVIOUS:v1", { exists: true, hasKey: true }],
    ["has the stage on another version", {}, "::AWSPREVIOUS:v2", { exists: false, hasKey: false }],
    ["may not be described", { DescribeSecret: denied }, "", { exists: "denied", hasKey: null }],
    ["lacks the version", {}, `:::${"0".repeat(32)}`, { exists: false, hasKey: false }],
    [
      "does not exist",
      { DescribeSecret: refusal(400, "ResourceNotFoundException", "can't find it") },
      "",
      { exists: false, hasKey: false },
    ],
    [
      "is being deleted",
      {
        DescribeSecret: {
          status: 200,
          body: { DeletedDate: 1, VersionIdsToStages: { v: ["AWSCURRENT"] } },
        },
      },
      "",
      { exists: false, hasKey: false },
    ],
  ];
  for (const [what, answers, suffix, view] of views) {
    it(`say where a secret ${what}`, async () => {
      const found = await lookUp({ DescribeSecret: described, ...answers }, secret + suffix);
      expect(found).to.deep.equal([view]);
    });
  }

  it("are not looked up in another region", async () => {
    const away = secret.replace("eu-central-1", "us-east-1");
    expect(await lookUp({}, away)).to.deep.equal([{ exists: "elsewhere", hasKey: null }]);
    expect(endpoint!.operations).to.deep.equal([]);
  });

  it("are requested again while AWS is busy, and a refusal is reported in AWS's words", async () => {
    let count = 0;
    endpoint = await startEndpointThat(() =>
      ++count < 3 ? refusal(400, "ThrottlingException", "Rate exceeded") : denied,
    );
    const inspector = createAwsInspector({ region: "eu-central-1" });
    const failure = await inspector.secrets(["/prod/there"]).catch((error: unknown) => error);
    expect(endpoint.operations).to.have.length(3);
    expect(String(failure)).to.contain("not authorized");
  });
});
