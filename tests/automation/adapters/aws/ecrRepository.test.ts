import { expect } from "chai";
import { ecrRepository } from "../../../../automation/adapters/aws/ecrRepository";
import { repositoryUri } from "./fixtures";

describe("an ECR repository", () => {
  it("has the account in its host name as its registry", () => {
    expect(ecrRepository(repositoryUri)).to.deep.equal({
      registryId: "123456789012",
      repositoryName: "prod/users",
    });
    expect(ecrRepository("localhost:5000/users")).to.deep.equal({ repositoryName: "users" });
  });
});
