import { GetObjectCommand, PutObjectCommand, S3 } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsBuckets } from "../../../../automation/adapters/aws/buckets";
import type { DeployError } from "../../../../automation/world/errors";

const region = "eu-central-1";
const text = { text: "1", type: "text/plain" };

/** As the SDK makes of S3's answers. */
function answer(name: string, status: number, message = name): Error {
  const more = { name, $fault: "client", $metadata: { httpStatusCode: status } };
  return Object.assign(new Error(message), more);
}

describe("objects in S3", () => {
  const s3 = mockClient(S3);
  const buckets = createAwsBuckets({ region });
  beforeEach(() => s3.reset());
  after(() => s3.restore());

  it("are not there where S3 says so, or denies them to whoever may not list the bucket", async () => {
    for (const [name, status] of [
      ["NoSuchKey", 404],
      ["AccessDenied", 403],
    ] as const) {
      s3.on(GetObjectCommand).rejects(answer(name, status));
      expect(await buckets.read("acme", "a"), name).to.equal(null);
    }
    s3.on(GetObjectCommand).rejects(answer("NoSuchBucket", 404, "The bucket does not exist"));
    const failure = await buckets.read("acme", "a").catch((error: unknown) => error as DeployError);
    expect((failure as DeployError).found).to.equal(
      "Could not read s3://acme/a. AWS refused the request: NoSuchBucket: The bucket does not exist.",
    );
  });

  it("are written on the condition that they are as they were seen", async () => {
    s3.on(PutObjectCommand).resolves({});
    await buckets.write("acme", "a", text, null);
    await buckets.write("acme", "a", text, { text: "0", tag: '"e"' });
    await buckets.write("acme", "a", text, undefined);
    const sent = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    const object = { Bucket: "acme", Key: "a", Body: "1", ContentType: "text/plain" };
    expect(sent).to.deep.equal([
      { ...object, IfNoneMatch: "*" },
      { ...object, IfMatch: '"e"' },
      object,
    ]);
    for (const [name, status] of [
      ["PreconditionFailed", 412],
      ["ConditionalRequestConflict", 409],
      ["NoSuchKey", 404],
    ] as const) {
      s3.on(PutObjectCommand).rejects(answer(name, status));
      expect(await buckets.write("acme", "a", text, null), name).to.equal(false);
    }
  });

  it("that may not be written are refused with the action and the object", async () => {
    const arn = "arn:aws:s3:::acme/a";
    const why =
      `User: arn:aws:sts::1:assumed-role/ci/run is not authorized to perform: s3:PutObject on resource: "${arn}" ` +
      "because no identity-based policy allows the s3:PutObject action";
    s3.on(PutObjectCommand).rejects(answer("AccessDenied", 403, why));
    const { found, next } = await buckets.write("acme", "a", text, null).then(
      () => expect.fail(),
      (error: unknown) => error as DeployError,
    );
    const caller = "`arn:aws:sts::1:assumed-role/ci/run`";
    expect(found).to.equal(
      `Could not write s3://acme/a. IAM does not allow ${caller} \`s3:PutObject\` on \`${arn}\` because no ` +
        "identity-based policy allows the s3:PutObject action.",
    );
    expect(next).to.equal(
      `Allow \`s3:PutObject\` on \`${arn}\` in the policy of ${caller} and run the command again.`,
    );
  });
});
