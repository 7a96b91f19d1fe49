import { expect } from "chai";
import { bluegreen } from "./run";

describe("`policy` without an account", () => {
  it("asks AWS, and says why it can't, without a word of Node.js or the SDK", () => {
    const unreachable = {
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      ...{ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", PULUMI_BACKEND_URL: "s3://states" },
    };
    expect(
      bluegreen(["policy", "--stack", "dev", "--role", "deploy"], undefined, unreachable),
    ).to.deep.equal({
      exitCode: 2,
      stdout: "",
      stderr:
        "error: The AWS account is unknown. The AWS endpoint 127.0.0.1 can't be reached: " +
        "connect ECONNREFUSED 127.0.0.1:1.\n" +
        "next: name it with --account and its 12 digits\n",
    });
  });
});
