import { expect } from "chai";
import { judgeLogBucket } from "../../../automation/verify/checks/accessLogs";
import type { LogBucketView } from "../../../automation/world/buckets";

const region = "eu-central-1";
const arn = "arn:aws:s3:::acme-logs/dev/AWSLogs/123456789012/";
const deliverer = { Service: "logdelivery.elasticloadbalancing.amazonaws.com" };

const statement = (more: object = {}) => ({
  ...{ Effect: "Allow", Principal: deliverer, Action: "s3:PutObject", Resource: `${arn}*` },
  ...more,
});

function found(view: LogBucketView | null): string[] {
  return judgeLogBucket({ bucket: "acme-logs", region, arn }, view).map(
    ({ status, found: what }) => `${status}: ${what}`,
  );
}

const withPolicy = (...Statement: object[]) =>
  found({ region, policy: JSON.stringify({ Version: "2012-10-17", Statement }) });

const fine = ["ok: its policy lets Elastic Load Balancing write access logs"];
const closed = [`warning: its policy does not seem to let Elastic Load Balancing write ${arn}*`];

describe("the check of access logs", () => {
  it("is satisfied by a bucket in the region whose policy lets them in", () => {
    expect(withPolicy(statement())).to.deep.equal(fine);
    expect(
      withPolicy(statement({ Action: ["s3:Put*"], Resource: ["arn:aws:s3:::acme-logs/*"] })),
    ).to.deep.equal(fine);
    // Regions from before August 2022 have an account of AWS.
    expect(
      withPolicy(statement({ Principal: { AWS: "arn:aws:iam::054676820928:root" } })),
    ).to.deep.equal(fine);
  });

  it("warns where the policy lets nobody write there", () => {
    for (const more of [
      { Effect: "Deny" },
      { Principal: { Service: "logs.amazonaws.com" } },
      { Action: "s3:GetObject" },
      { Resource: "arn:aws:s3:::acme-logs/prod/*" },
    ]) {
      expect(withPolicy(statement(more)), JSON.stringify(more)).to.deep.equal(closed);
    }
    for (const policy of [null, "not JSON", "{}"]) {
      expect(found({ region, policy })).to.deep.equal(closed);
    }
  });

  it("finds what the `up` would fail with: no bucket, or one in another region", () => {
    expect(found(null)).to.deep.equal(["error: there is no bucket acme-logs for access logs"]);
    const [missing] = judgeLogBucket({ bucket: "acme-logs", region, arn }, null);
    expect(missing).to.have.property(
      "todo",
      "create it (`aws s3 mb s3://acme-logs --region eu-central-1`), or correct `loadBalancers.accessLogs`",
    );
    expect(found({ region: "us-east-1", policy: null })).to.deep.equal([
      "error: the bucket is in us-east-1, but access logs need one in eu-central-1",
    ]);
  });
});
