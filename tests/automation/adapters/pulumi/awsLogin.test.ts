import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { ForeignAnswer } from "../../../../automation/adapters/aws/answers";
import { identityOf } from "../../../../automation/adapters/aws/login";
import { awsLoginOf } from "../../../../automation/adapters/pulumi/awsLogin";
import { refusalOf } from "../../../support/refusalOf";

const roleArn = "arn:aws:iam::123456789012:role/deploy";
const outer = "arn:aws:iam::210987654321:role/outer";

describe("the deployer's identity on AWS", () => {
  it("is what the SDK finds, unless the stack's config says otherwise", () => {
    expect(awsLoginOf({ config: { "aws:region": "eu-central-1" } })).to.deep.equal({ roles: [] });
    expect(awsLoginOf({})).to.deep.equal({ roles: [] });
  });

  it("is the profile and the roles of the config, in any of the forms that Pulumi takes", () => {
    const role = { roleArn, sessionName: "ci", externalId: "x", duration: "1h30m" };
    const read = { roleArn, sessionName: "ci", externalId: "x", durationSeconds: 5400 };
    const config = { "aws:profile": "prod", "aws:assumeRoles": [{ roleArn: outer }, role] };
    const login = { profile: "prod", roles: [{ roleArn: outer }, read] };
    expect(awsLoginOf({ config })).to.deep.equal(login);
    expect(awsLoginOf({ config: { "aws:assumeRole": role } })).to.deep.equal({ roles: [read] });
    expect(awsLoginOf({ config: { "aws:assumeRole": JSON.stringify(role) } })).to.deep.equal({
      roles: [read],
    });
  });

  const unreadable: [string, Record<string, unknown>, string][] = [
    [
      "a role without ARN",
      { "aws:assumeRole": { roleArn: "deploy" } },
      "`roleArn`: must be the ARN of a role",
    ],
    [
      "a secret",
      { "aws:assumeRoles": [{ roleArn, externalId: { secure: "v1:x" } }] },
      "a part of it is encrypted, which only Pulumi can read",
    ],
    ["a word", { "aws:assumeRole": "deploy" }, "it is neither a structure nor JSON"],
    [
      "a profile that is no name",
      { "aws:profile": { name: "prod" } },
      "it must be the name of a profile",
    ],
  ];
  it("is refused where the config names files or hosts that only Pulumi would use", async () => {
    const keys = [
      ...["accessKey", "secretKey", "token", "assumeRoleWithWebIdentity", "customCaBundle"],
      ...["sharedConfigFiles", "sharedCredentialsFiles", "endpoints", "ec2MetadataServiceEndpoint"],
      ...["httpProxy", "httpsProxy", "insecure", "stsRegion", "pluginDownloadURL", "__internal"],
    ].map((key) => `aws:${key}`);
    for (const key of keys) {
      const config = { "aws:profile": "ci", [key]: ["Pulumi.other.yaml"] };
      expect((await refusalOf(() => awsLoginOf({ config }))).found).to.equal(
        `\`${key}\` is not supported: Pulumi would use it, but the deployer would not`,
      );
    }
  });

  for (const [what, config, why] of unreadable) {
    it(`is refused where the config has ${what}`, async () => {
      const key = Object.keys(config)[0]!;
      const { found, next } = await refusalOf(() => awsLoginOf({ config }));
      expect(found).to.equal(`the deployer can't log in to AWS as \`${key}\` says: ${why}`);
      expect(next).to.equal(`correct \`${key}\` in the stack's settings file`);
    });
  }
});

describe("credentials of every client", () => {
  let sts: AwsClientStub<STSClient>;
  beforeEach(() => (sts = mockClient(STSClient)));
  afterEach(() => sts.restore());

  const credentialsOf = (expiresInMinutes: number) => ({
    Credentials: {
      ...{ AccessKeyId: "A", SecretAccessKey: "S", SessionToken: "T" },
      Expiration: new Date(Date.now() + expiresInMinutes * 60_000),
    },
  });
  const get = async (identity: ReturnType<typeof identityOf>) =>
    (identity.credentials as () => Promise<{ accessKeyId: string; sessionToken: string }>)();

  it("are those of the profile where no role is to be assumed", () => {
    expect(identityOf({ roles: [] }, "eu-central-1")).to.deep.equal({});
    const login = { profile: "prod", roles: [] };
    expect(identityOf(login, "eu-central-1")).to.deep.equal({ profile: "prod" });
  });

  it("are those of the role, assumed once and again before they expire", async () => {
    sts.on(AssumeRoleCommand).resolvesOnce(credentialsOf(60)).resolves(credentialsOf(4));
    const role = { roleArn, externalId: "x", durationSeconds: 900, tags: { team: "a" } };
    const identity = identityOf({ profile: "prod", roles: [role] }, "eu-central-1");
    const found = await Promise.all([get(identity), get(identity)]);
    expect(found[0]).to.deep.include({ accessKeyId: "A", sessionToken: "T" });
    const inputs = sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input);
    expect(JSON.parse(JSON.stringify(inputs))).to.deep.equal([
      {
        RoleArn: roleArn,
        RoleSessionName: "bluegreen",
        ExternalId: "x",
        DurationSeconds: 900,
        Tags: [{ Key: "team", Value: "a" }],
      },
    ]);
    const short = identityOf({ roles: [{ roleArn }] }, "eu-central-1");
    await get(short);
    await get(short);
    expect(sts.commandCalls(AssumeRoleCommand).length).to.equal(3);
  });

  it("are requested again after a failure, which is reported", async () => {
    sts.on(AssumeRoleCommand).rejectsOnce(new Error("AccessDenied")).resolves(credentialsOf(60));
    const identity = identityOf({ roles: [{ roleArn }] }, undefined);
    const failure = await get(identity).catch((error: unknown) => error);
    expect(failure).to.have.property("message", "AccessDenied");
    expect(await get(identity)).to.deep.include({ accessKeyId: "A" });
  });

  it("come from AWS alone: a proxy's page in place of an answer is named as one", async () => {
    sts.restore();
    const proxy = createServer((_, response) => {
      response.writeHead(403, { "content-type": "text/html" }).end("<h1>Forbidden</h1>");
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const { port } = proxy.address() as AddressInfo;
    const env = {
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "A",
      AWS_SECRET_ACCESS_KEY: "S",
    };
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      const identity = identityOf({ roles: [{ roleArn }] }, "eu-central-1");
      const failure = await get(identity).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ForeignAnswer);
      expect(failure).to.have.property("message", "127.0.0.1 answered 403 with text/html");
    } finally {
      for (const name of Object.keys(env)) delete process.env[name];
      Object.assign(process.env, before);
      proxy.close();
    }
  });
});
