import { expect } from "chai";
import { Fixture, refusal } from "../fixture";

describe("the local cloud's IAM refuses", () => {
  let fixture: Fixture;

  before(async () => {
    fixture = await Fixture.open();
  });
  after(() => fixture.close());

  it("a policy with ARNs that IAM does not read as such", async () => {
    const { name } = await fixture.create("aws:iam/role:Role", "arns", { assumeRolePolicy: "{}" });
    const policy = (logical: string, ...Resource: string[]) =>
      fixture.create("aws:iam/rolePolicy:RolePolicy", logical, {
        role: name,
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "a:B", Resource }] }),
      });
    const inRegion = (service: string, rest: string) =>
      `arn:aws:${service}:eu:123456789012:${rest}`;
    const malformed: [arn: string, message: string][] = [
      [inRegion("iam", "role/a"), "IAM resource … cannot contain region information."],
      [inRegion("s3", "bucket"), "Resource … can not contain region information."],
      [
        "arn:aws:iam::123456789012:r*",
        'IAM resource path must either be "*", root, or start with user/, role/ …',
      ],
      [
        "arn:aws:s?:::bucket",
        "Resource vendor must be fully qualified and cannot contain regexes.",
      ],
    ];
    for (const [index, [arn, message]] of malformed.entries()) {
      expect((await refusal(policy(`no-${index}`, "*", arn))).replace(arn, "…")).to.equal(
        `MalformedPolicyDocument: ${message}`,
      );
    }
    await policy("fine", "*", "arn:*:iam::1:role/a", inRegion("s3", "accesspoint/a"));
  });
});
