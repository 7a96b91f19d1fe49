import { expect } from "chai";
import {
  ecrRepository,
  parseImageReference,
} from "../../../../automation/adapters/aws/imageReference";
import { digest, repositoryUri } from "./fixtures";

describe("image reference", () => {
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
    it(`takes ${JSON.stringify(reference)} apart`, () => {
      expect(parseImageReference(reference)).to.deep.equal({
        repository,
        tag,
        digest: wantedDigest,
      });
    });
  }

  it("knows the registry by the account in the host name", () => {
    expect(ecrRepository(repositoryUri)).to.deep.equal({
      registryId: "123456789012",
      repositoryName: "prod/users",
    });
    expect(ecrRepository("localhost:5000/users")).to.deep.equal({ repositoryName: "users" });
  });
});
