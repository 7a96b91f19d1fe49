import { S3 } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { createAwsBuckets, describeBucket } from "../../automation/adapters/aws/buckets";
import { createClients } from "../../automation/adapters/aws/clients";

const region = "eu-central-1";
const bucket = "acme-releases";
const key = "bluegreen/dev/release-r-1.json";
const type = "application/json";

describe("records in an S3 bucket", () => {
  const buckets = createAwsBuckets({ region });
  before(async () => {
    const s3 = new S3({ region });
    await s3.createBucket({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: region },
    });
  });

  it("are written only where nobody else has written meanwhile", async () => {
    expect(await buckets.read(bucket, key)).to.equal(null);
    expect(await buckets.write(bucket, key, { text: "1", type }, null)).to.equal(true);
    expect(await buckets.write(bucket, key, { text: "2", type }, null)).to.equal(false);
    const seen = await buckets.read(bucket, key);
    expect(seen).to.include({ text: "1" });
    expect(await buckets.write(bucket, key, { text: "2", type }, seen)).to.equal(true);
    expect(await buckets.write(bucket, key, { text: "3", type }, seen)).to.equal(false);
    expect(await buckets.write(bucket, key, { text: "4", type }, undefined)).to.equal(true);
    expect(await buckets.read(bucket, key)).to.include({ text: "4" });
  });

  it("are checked by where the bucket is and whether it blocks public access", async () => {
    const aws = createClients({ region });
    expect(await describeBucket(aws, bucket)).to.deep.equal({ region, blocksPublic: false });
    const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true };
    const block = (RestrictPublicBuckets: boolean) =>
      new S3({ region }).putPublicAccessBlock({
        Bucket: bucket,
        PublicAccessBlockConfiguration: { ...all, RestrictPublicBuckets },
      });
    await block(false);
    expect(await describeBucket(aws, bucket)).to.deep.equal({ region, blocksPublic: false });
    await block(true);
    expect(await describeBucket(aws, bucket)).to.deep.equal({ region, blocksPublic: true });
    expect(await describeBucket(aws, "acme-none")).to.equal(null);
  });
});
