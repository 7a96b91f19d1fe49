import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import { inputsOf, region } from "./fixtures";

describe("the repositories of an environment", () => {
  it("are those of all pages of ECR's answer that begin with its name", async () => {
    const ecr = mockClient(ECRClient);
    const repositories = (...names: string[]) =>
      names.map((repositoryName) => ({ repositoryName }));
    ecr
      .on(DescribeRepositoriesCommand, { nextToken: undefined })
      .resolves({ repositories: repositories("shop/dev/users", "shop/dev2/a"), nextToken: "more" })
      .on(DescribeRepositoriesCommand, { nextToken: "more" })
      .resolves({ repositories: repositories("shop/dev/api", "other/shop/dev/users") });
    const answer = await createAwsInspector({ region }).repositories("shop/dev/");
    expect(answer).to.deep.equal({ value: ["shop/dev/api", "shop/dev/users"] });
    expect(inputsOf(ecr)).to.deep.equal([
      ["DescribeRepositoriesCommand", { maxResults: 1000, nextToken: undefined }],
      ["DescribeRepositoriesCommand", { maxResults: 1000, nextToken: "more" }],
    ]);
    ecr.restore();
  });
});
