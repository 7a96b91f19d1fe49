import { expect } from "chai";
import { parseImageReference } from "../../../automation/world/imageReference";
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
});
