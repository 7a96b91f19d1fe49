import { expect } from "chai";
import { arnParts } from "../../config/arn";

describe("the parts of an ARN", () => {
  it("are found whatever separates those of the resource", () => {
    const secret = "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:shop/db-a1b2c3:key::";
    expect(arnParts(secret)).to.deep.equal({
      ...{ partition: "aws-cn", service: "secretsmanager", region: "cn-north-1" },
      ...{ account: "123456789012", resource: "secret:shop/db-a1b2c3:key::" },
    });
    expect(arnParts("arn:aws:s3:::bucket/a:b")).to.deep.equal({
      ...{ partition: "aws", service: "s3", region: "", account: "", resource: "bucket/a:b" },
    });
  });

  it("are empty where a text has none", () => {
    const none = { partition: "", service: "", region: "", account: "", resource: "" };
    expect(arnParts("/shop/db")).to.deep.equal(none);
  });
});
