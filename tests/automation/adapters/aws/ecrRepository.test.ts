import { expect } from "chai";
import { ecrRepository } from "../../../../automation/adapters/aws/ecrRepository";
import { repositoryUri } from "./fixtures";

describe("ECR repository", () => {
  it("knows the registry by the account in the host name", () => {
    expect(ecrRepository(repositoryUri)).to.deep.equal({
      registryId: "123456789012",
      repositoryName: "prod/users",
    });
    expect(ecrRepository("localhost:5000/users")).to.deep.equal({ repositoryName: "users" });
  });
});
