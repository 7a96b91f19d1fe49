import { expect } from "chai";
import { imageReferenceIn, parseImageReference } from "../../../automation/world/imageReference";
import { digest, repositoryUri } from "../adapters/aws/fixtures";

describe("an image reference", () => {
  const d = digest("a");
  const table: [string, string, string | undefined, string | undefined][] = [
    ["users:v1", "users", "v1", undefined],
    [`users@${d}`, "users", undefined, d],
    [`users:v1@${d}`, "users", "v1", d],
    ["users", "users", undefined, undefined],
    ["localhost:5000/users", "localhost:5000/users", undefined, undefined],
    ["localhost:5000/users:v1", "localhost:5000/users", "v1", undefined],
    [` ${repositoryUri}:v1\n`, repositoryUri, "v1", undefined],
  ];
  for (const [reference, repository, tag, wantedDigest] of table) {
    it(`is parsed from ${JSON.stringify(reference)}`, () => {
      expect(parseImageReference(reference)).to.deep.equal({
        repository,
        tag,
        digest: wantedDigest,
      });
    });
  }

  const short: [string, string][] = [
    ["v1", `${repositoryUri}:v1`],
    [d, `${repositoryUri}@${d}`],
    ["users:v1", `${repositoryUri}:v1`],
    [`users@${d}`, `${repositoryUri}@${d}`],
    [`${repositoryUri}:v1`, `${repositoryUri}:v1`],
    ["matching:v1", "matching:v1"],
    ["elsewhere.example/users:v1", "elsewhere.example/users:v1"],
    ["users/v1", "users/v1"],
    ["Elsewhere.EXAMPLE:5000/users:V1", "elsewhere.example:5000/users:V1"],
  ];
  for (const [reference, whole] of short) {
    it(`${JSON.stringify(reference)} of users means ${whole}`, () => {
      expect(imageReferenceIn(repositoryUri, reference)).to.deep.equal(parseImageReference(whole));
    });
  }
});
