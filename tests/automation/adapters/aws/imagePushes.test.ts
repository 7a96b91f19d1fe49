import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import { digest, inputsOf, region, repositoryUri } from "./fixtures";

describe("the pushes of a repository's images", () => {
  it("are read from all pages of ECR's answer", async () => {
    const ecr = mockClient(ECRClient);
    const pushedAt = (second: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, second));
    const image = (letter: string, second: number) => ({
      imageDigest: digest(letter),
      imagePushedAt: pushedAt(second),
    });
    ecr
      .on(DescribeImagesCommand, { nextToken: "more" })
      .resolves({ imageDetails: [image("b", 2), { imageDigest: digest("c") }] })
      .on(DescribeImagesCommand, { nextToken: undefined })
      .resolves({ imageDetails: [image("a", 1)], nextToken: "more" });
    const answer = await createAwsInspector({ region }).pushes(repositoryUri);
    expect(answer).to.deep.equal({
      value: { [digest("a")]: pushedAt(1).getTime(), [digest("b")]: pushedAt(2).getTime() },
    });
    const page = { registryId: "123456789012", repositoryName: "prod/users", maxResults: 1000 };
    expect(inputsOf(ecr)).to.deep.equal([
      ["DescribeImagesCommand", { ...page, nextToken: undefined }],
      ["DescribeImagesCommand", { ...page, nextToken: "more" }],
    ]);
    ecr.restore();
  });
});
