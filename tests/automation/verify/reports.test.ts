import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { runChecks, type Verification } from "../../../automation/verify/check";
import { fastChecks } from "../../../automation/verify/checks";
import { reports } from "../../../automation/verify/checks/reports";
import type { BucketView } from "../../../automation/world/buckets";
import type { Permission } from "../../../automation/world/inspector";

const region = "eu-central-1";
const good: BucketView = { region, blocksPublic: true };
const identity = { account: "123456789012", arn: "arn:aws:iam::123456789012:role/ci", region };

async function found(
  place: string | undefined,
  view: BucketView | null = good,
  { denied = [] as string[], asked = [] as Permission[], canAsk = true } = {},
) {
  const verification = {
    stack: { name: "dev", settings: { reports: place } },
    permissions: canAsk ? [{ action: "ecs:UpdateService", resource: "*" }] : [],
    context: {},
    inspector: {
      ...nothingToInspect(""),
      identity: () => Promise.resolve({ value: identity }),
      bucket: () => Promise.resolve({ value: view }),
      denied: (_: unknown, permissions: Permission[]) => {
        asked.push(...permissions);
        return Promise.resolve({
          value: permissions.filter(({ action }) => denied.includes(action)),
        });
      },
    },
  } as unknown as Verification;
  const findings = await runChecks([reports], verification);
  return findings.map(({ status, found: what }) => `${status}: ${what}`);
}

describe("the check of `reports`", () => {
  it("is satisfied by a bucket in the region that may be written and is not public", async () => {
    const asked: Permission[] = [];
    expect(await found("s3://acme/team", good, { asked })).to.deep.equal([
      "ok: bucket in eu-central-1",
      "ok: public access is blocked",
      `ok: ${identity.arn} may read and write records in it, as far as IAM alone decides`,
    ]);
    const resource = "arn:aws:s3:::acme/team/dev/release-r-0";
    expect(asked).to.deep.equal([
      { action: "s3:GetObject", resource },
      { action: "s3:PutObject", resource },
    ]);
  });

  it("warns of what would keep no record, or show it to others; none of it stops a release", async () => {
    expect(await found("s3://acme", null)).to.deep.equal([
      "warning: there is no bucket acme, so no record of a release can be kept",
    ]);
    const open = { region: "us-east-1", blocksPublic: false };
    expect(await found("s3://acme", open, { denied: ["s3:PutObject"] })).to.deep.equal([
      "warning: the bucket is in us-east-1, and the environment in eu-central-1",
      "warning: the bucket does not block public access, so a mistake in its policy could publish the records",
      `warning: IAM does not allow ${identity.arn} \`s3:PutObject\` on acme/dev/release-*`,
    ]);
    expect((await found("s3://acme", { region, blocksPublic: null }))[1]).to.equal(
      "unknown: whether the bucket blocks public access was not checked: access denied",
    );
    expect(fastChecks).to.not.include(reports);
  });

  it("asks nobody about a folder, and IAM only for whoever may release", async () => {
    expect(await found(undefined)).to.deep.equal([]);
    expect(await found("reports")).to.deep.equal([]);
    expect(await found("s3://acme", good, { canAsk: false })).to.have.length(2);
  });
});
