import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STS } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { verifyInstalled } from "../../../../automation/adapters/init/verify";

describe("`verify` at the end of `init`", () => {
  const sts = mockClient(STS);
  let cwd: string;

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "bluegreen-init-"));
    sts.reset();
    sts.on(GetCallerIdentityCommand).resolves({ Account: "123456789012" });
  });
  afterEach(() => rmSync(cwd, { recursive: true }));
  after(() => sts.restore());

  const install = (program: string) => {
    const bin = join(cwd, "node_modules/bluegreen/bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "bluegreen.js"), program);
    writeFileSync(join(bin, "../package.json"), "{}");
  };
  const verified = (folder = cwd) => verifyInstalled(folder, "dev", "eu-central-1");

  it("is not run where the package is not installed, or where nobody is logged in", async () => {
    expect(await verified()).to.deep.equal({
      why: "the package is not installed in this folder yet",
    });
    install("console.log('not reached')");
    const denied = Object.assign(new Error("no"), { name: "CredentialsProviderError" });
    sts.on(GetCallerIdentityCommand).rejects(denied);
    const { why } = (await verified()) as { why: string };
    expect(why).to.match(/^Could not read the identity of these credentials\. /);
  });

  it("is that of the installed package, with what it found, whatever its exit code", async () => {
    install(
      "console.log(JSON.stringify({ findings: [{ found: process.argv.slice(2).join(' ') }] })); process.exitCode = 2",
    );
    expect(await verified()).to.deep.equal({
      findings: [{ found: `verify --stack dev --cwd ${cwd} --json` }],
    });
  });

  it("is that of a workspace above, if it is installed there", async () => {
    install("console.log(JSON.stringify({ findings: [{ found: process.cwd() }] }))");
    const folder = join(cwd, "packages/deploy");
    mkdirSync(folder, { recursive: true });
    expect(await verified(folder)).to.deep.equal({ findings: [{ found: realpathSync(folder) }] });
  });

  it("says why it found nothing", async () => {
    const refusal = "{ ok: false, found: 'there is no passphrase' }";
    install(`console.log(JSON.stringify(${refusal})); process.exitCode = 2`);
    expect(await verified()).to.deep.equal({ why: "there is no passphrase" });
    install("console.error('killed'); process.exitCode = 1");
    expect(await verified()).to.deep.equal({ why: "`verify` ended without an answer" });
  });
});
