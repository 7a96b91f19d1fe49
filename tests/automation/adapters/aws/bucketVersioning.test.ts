import { GetBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import { inputsOf, region } from "./fixtures";

describe("the versioning of a bucket that the inspector reads", () => {
  const s3 = mockClient(S3Client);
  after(() => s3.restore());

  it("is on only if AWS says that it is enabled, and not before or after that", async () => {
    const inspector = createAwsInspector({ region });
    for (const [Status, value] of [
      ["Enabled", true],
      ["Suspended", false],
      [undefined, false],
    ] as const) {
      s3.on(GetBucketVersioningCommand).resolves({ Status });
      expect(await inspector.bucketVersioning("state")).to.deep.equal({ value });
    }
    const asked = ["GetBucketVersioningCommand", { Bucket: "state" }];
    expect(inputsOf(s3)).to.deep.equal([asked, asked, asked]);
  });
});
