import { expect } from "chai";
import { AwsFailure } from "../../../automation/adapters/aws/awsFailures";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { runChecks, type Verification } from "../../../automation/verify/check";
import { fastChecks } from "../../../automation/verify/checks";
import { backend } from "../../../automation/verify/checks/backend";
import type { Inspector } from "../../../automation/world/inspector";

/** What `verify` says about a backend, and which buckets it asked for. */
async function found(url: string, versioning: Inspector["bucketVersioning"]) {
  const asked: string[] = [];
  const bucketVersioning: typeof versioning = (bucket) => {
    asked.push(bucket);
    return versioning(bucket);
  };
  const verification = {
    stack: {},
    backend: () => Promise.resolve(url),
    inspector: { ...nothingToInspect(""), bucketVersioning },
  } as unknown as Verification;
  const [{ status, found, todo }] = (await runChecks([backend], verification)) as [Finding];
  return { status, found, todo, asked };
}

type Finding = Awaited<ReturnType<typeof runChecks>>[number];

const answers = (value: boolean) => () => Promise.resolve({ value });

describe("versioning of the bucket with Pulumi's state", () => {
  it("is warned about where it is off, with the command that enables it", async () => {
    expect(await found("s3://state/team?region=eu-central-1", answers(false))).to.deep.equal({
      status: "warning",
      found:
        "bucket state has no versioning: state that is overwritten or deleted can't be restored",
      todo: "aws s3api put-bucket-versioning --bucket state --versioning-configuration Status=Enabled",
      asked: ["state"],
    });
    expect((await found("s3://state", answers(true))).status).to.equal("ok");
  });

  it("is unknown without the permission to look", async () => {
    const denied = new AwsFailure("access-denied", "denied", "allow `s3:GetBucketVersioning`");
    const { status } = await found("s3://state", () => Promise.reject(denied));
    expect(status).to.equal("unknown");
  });

  it("is asked about only for a bucket on AWS, and never at the start of a release", async () => {
    for (const url of ["file:///s3", "https://api.pulumi.com", "s3://state?endpoint=minio:9000"]) {
      const { status, asked } = await found(url, answers(false));
      expect([status, asked], url).to.deep.equal(["notApplicable", []]);
    }
    expect(fastChecks).to.not.include(backend);
  });
});
