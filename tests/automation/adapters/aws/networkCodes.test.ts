import { expect } from "chai";
import { translateAwsError } from "../../../../automation/adapters/aws/awsFailures";

const coded = (code: string) => translateAwsError(Object.assign(new Error("said"), { code }));

describe("Node's error codes", () => {
  for (const code of ["ECONNRESET", "EHOSTUNREACH", "EAI_AGAIN", "EPIPE", "HPE_INVALID_VERSION"]) {
    it(`mean that AWS can't be reached if they are of the network: ${code}`, () => {
      expect(coded(code)).to.include({ code: "unreachable" });
    });
  }

  it("are not taken for a timeout, as the SDK calls a connection that was closed", () => {
    const closed = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    expect(translateAwsError(Object.assign(closed, { name: "TimeoutError" }))).to.include({
      code: "unreachable",
      message: "The AWS endpoint can't be reached: socket hang up.",
    });
    const said = "@smithy/node-http-handler - [ERROR] a request has exceeded 10000 ms";
    expect(translateAwsError(Object.assign(new Error(said), { name: "TimeoutError" }))).to.include({
      code: "timed-out",
      message: "AWS did not respond in time, even after retries: a request has exceeded 10000 ms.",
    });
  });

  for (const code of ["ENOENT", "EROFS", "ELOOP", "EINVAL", "EIO"]) {
    it(`say nothing of AWS if they are of a file: ${code}`, () => {
      expect(coded(code)).to.equal(null);
    });
  }
});
