import { expect } from "chai";
import { translateAwsError } from "../../../../automation/adapters/aws/awsFailures";

const coded = (code: string) => translateAwsError(Object.assign(new Error("said"), { code }));

describe("Node's error codes", () => {
  for (const code of ["ECONNRESET", "EHOSTUNREACH", "EAI_AGAIN", "EPIPE", "HPE_INVALID_VERSION"]) {
    it(`mean that AWS can't be reached if they are of the network: ${code}`, () => {
      expect(coded(code)).to.include({ code: "unreachable" });
    });
  }

  for (const code of ["ENOENT", "EROFS", "ELOOP", "EINVAL", "EIO"]) {
    it(`say nothing of AWS if they are of a file: ${code}`, () => {
      expect(coded(code)).to.equal(null);
    });
  }
});
