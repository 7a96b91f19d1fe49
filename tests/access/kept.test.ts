import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { deployedRelease } from "../../access/deployed";
import { keptProblems, unconfirmed } from "../../access/kept";

const at = "eu-central-1:123456789012";
const secret = `arn:aws:secretsmanager:${at}:secret:old-abcdef`;
const name = "organization/bluegreen/dev";

async function read(answer: () => Record<string, unknown>): Promise<unknown> {
  await pulumi.runtime.setMocks(
    { newResource: ({ name: id, inputs }) => ({ id, state: inputs as object }), call: answer },
    "bluegreen-access",
    "dev",
    false,
    "organization",
  );
  return deployedRelease("bluegreen", "dev").catch((error: unknown) => error);
}

/** As the engine answers. */
const failing = (details: string) =>
  read(() => {
    throw Object.assign(new Error(), { details });
  });

describe("what deployed versions use, in access/", function () {
  this.timeout(60_000);

  it("is nothing if Pulumi knows no such stack, or it has had no release", async () => {
    const answer = "invocation of pulumi:pulumi:readStackOutputs returned an error: unknown stack";
    expect(await failing(`${answer} "${name}"`)).to.equal(undefined);
    expect(await read(() => ({ outputs: {} }))).to.equal(undefined);
  });

  it("is refused if it can't be read for any other reason, so that the boundary is never too narrow", async () => {
    for (const why of [
      "incorrect passphrase, please set PULUMI_CONFIG_PASSPHRASE to the correct passphrase",
      "failed to load checkpoint: blob: AccessDenied: s3:GetObject",
      'unknown stack "organization/bluegreen/prod"',
      `could not read unknown stack "${name}" : timeout`,
      "",
    ]) {
      const refusal = await failing(`${why}\nmore\u001b[2J`);
      expect(pulumi.RunError.isInstance(refusal), why).to.equal(true);
      expect((refusal as Error).message).to.equal(
        "stack dev of bluegreen can't be read, so the secrets and images of its deployed versions are unknown: " +
          `${why}\nUse the same backend here as there, and the same passphrase or key, until ` +
          "`pulumi stack output release --show-secrets --cwd .. --stack dev` prints the release; then run " +
          "`pulumi up` again.",
      );
    }
  });

  it("is refused if the release was written by another version", async () => {
    const refusal = await read(() => ({ outputs: { release: { version: 99 } } }));
    expect(pulumi.RunError.isInstance(refusal)).to.equal(true);
    expect((refusal as Error).message).to.contain("stack dev of bluegreen can't be read");
  });

  it("has to be confirmed name by name, with a command that can be pasted", () => {
    const key = "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
    expect(unconfirmed([], "dev", 0)).to.deep.equal([]);
    const problems = unconfirmed([secret, key], "dev", 3);
    expect(problems[0]).to.equal(
      `a deployed version of dev needs ${secret}, which Pulumi.dev.yaml does not name. Whoever may deploy dev can ` +
        "write that into its state: if its tasks may use it, confirm it with " +
        `\`pulumi config set --stack dev --path 'kept[3]' ${secret}\` and run \`pulumi up\` again; otherwise ` +
        "`bluegreen history --stack dev` shows who released what",
    );
    expect(problems[1]).to.contain(`'kept[4]' ${key}\``);
  });

  it("is confirmed by ARNs of single resources alone", () => {
    const repository = `arn:aws:ecr:${at}:repository/shared/users`;
    const good = [secret, repository, `arn:aws:ssm:${at}:parameter/older/password`];
    expect(keptProblems(good)).to.deep.equal([]);
    for (const wrong of [
      ...["*", "/older/password", `arn:aws:ecr:${at}:repository/*`, `${secret}:key::`],
      ...[`arn:aws:secretsmanager:${at}:secret:*`, `arn:aws:kms:${at}:key/*`, `${repository}?`],
      ...["arn:aws:s3:::acme", `arn:aws:ssm:${at}:parameter/\${aws:username}`],
    ]) {
      expect(keptProblems([secret, wrong]), wrong).to.deep.equal([
        `\`${wrong}\` in \`kept\` must be the ARN of one secret, SSM parameter, KMS key or ECR repository`,
      ]);
    }
  });
});
