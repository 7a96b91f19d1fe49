import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readProject } from "../../../automation/adapters/pulumi/settingsFile";
import { policyInput } from "../../../automation/adapters/policyInput";
import { DeployError } from "../../../automation/world/errors";
import { settingsOf, config } from "../../config/samples";

describe("input of the policies", () => {
  let cwd: string;
  const read = async (account?: string, env: NodeJS.ProcessEnv = {}) =>
    policyInput(
      { project: await readProject(cwd), name: "dev", settings: settingsOf(config()) },
      { account },
      env,
    );

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), "bluegreen-policy-"));
    await writeFile(join(cwd, "Pulumi.yaml"), "name: shop\nbackend: { url: 's3://state/shop' }\n");
    await writeFile(
      join(cwd, "Pulumi.dev.yaml"),
      "secretsprovider: awskms://alias/pulumi\nconfig: { 'aws:region': eu-west-1 }\n",
    );
  });
  afterEach(() => rm(cwd, { recursive: true }));

  it("is read from the committed files", async () => {
    const { scope, backend } = await read("123456789012");
    expect(scope).to.deep.include({
      project: "shop",
      stack: "dev",
      region: "eu-west-1",
      account: "123456789012",
      domain: "dev.example.com",
    });
    expect(backend).to.deep.include({
      bucket: { name: "state", prefix: "shop" },
      key: "arn:aws:kms:eu-west-1:123456789012:alias/pulumi",
    });
  });

  it("is of another backend when the environment names one", async () => {
    const { backend } = await read("123456789012", { PULUMI_BACKEND_URL: "file:///tmp/state" });
    expect(backend.bucket).to.equal(undefined);
  });

  it("is refused for an invalid account", async () => {
    const error = await read("12345").catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(DeployError);
    expect((error as DeployError).found).to.equal("`12345` is not an AWS account number");
  });

  it("is refused for a backend or a key that a policy would read as a pattern", async () => {
    const found = async (env: NodeJS.ProcessEnv) => {
      const error: unknown = await read("123456789012", env).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(DeployError);
      return (error as DeployError).found;
    };
    expect(await found({ PULUMI_BACKEND_URL: "s3://*" })).to.contain("the backend `s3://*` is not");
    await writeFile(join(cwd, "Pulumi.dev.yaml"), "config: { 'aws:region': eu-west-1 }\n");
    expect(await found({ PULUMI_DEFAULT_SECRETS_PROVIDER: "awskms://*" })).to.equal(
      "the secrets provider `awskms://*` does not name a KMS key by id, alias or ARN",
    );
  });
});
