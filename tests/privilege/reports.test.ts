import { expect } from "chai";
import { accessRoles } from "../../privilege/accessRoles";
import { rolePolicies } from "../../privilege/policy";
import { config } from "../config/samples";
import { noBackend, scopeFor } from "./scopes";

const objects = ["s3:GetObject", "s3:PutObject"];
const bucket = ["s3:GetBucketLocation", "s3:GetBucketPublicAccessBlock"];
const arn = "arn:aws:s3:::acme-releases";

/** What a role may do in S3 with this setting, by resource. */
function rights(role: (typeof accessRoles)[number], reports?: string) {
  const scope = scopeFor({ ...config(), ...(reports && { reports }) });
  return rolePolicies(role, { scope, backend: noBackend })
    .flatMap(({ Statement }) => Statement)
    .flatMap(({ Action, Resource }) => {
      const actions = Action.filter((action) => action.startsWith("s3:"));
      return actions.length > 0 ? [[Resource, actions]] : [];
    });
}

describe("rights on the bucket with records of releases", () => {
  it("are to read and write the environment's own records, and for `verify` to look at the bucket", () => {
    const reports = "s3://acme-releases/team/one";
    const own = [[`${arn}/team/one/dev/release-*`], objects];
    expect(rights("deploy", reports)).to.have.deep.members([own, [[arn], bucket]]);
    expect(rights("preview-stacks", reports)).to.deep.equal([
      [[`${arn}/team/one/pr-*/release-*`], objects],
    ]);
    expect(rights("drift", reports)).to.deep.equal([[[arn], bucket]]);
    expect(rights("preview", reports)).to.deep.equal([]);
    expect(rights("deploy", "s3://acme-releases")).to.have.deep.members([
      [[`${arn}/dev/release-*`], objects],
      [[arn], bucket],
    ]);
  });

  it("are none without a bucket", () => {
    for (const role of accessRoles) {
      for (const reports of [undefined, "reports"]) expect(rights(role, reports)).to.deep.equal([]);
    }
  });
});
