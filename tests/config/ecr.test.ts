import { expect } from "chai";
import { ecrLocation } from "../../config/ecr";

describe("the ECR repository parsed from", () => {
  const arn = (partition: string, region: string) =>
    `arn:${partition}:ecr:${region}:123456789012:repository/team/users`;
  const table: [string, string | undefined][] = [
    ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/users", arn("aws", "eu-central-1")],
    ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/team/users", arn("aws-cn", "cn-north-1")],
    [
      "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/team/users",
      arn("aws-us-gov", "us-gov-west-1"),
    ],
    [
      "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/team/users",
      arn("aws-eusc", "eusc-de-east-1"),
    ],
    ["123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/team/users", arn("aws-iso", "us-iso-east-1")],
    ["123456789012.dkr-ecr.eu-central-1.on.aws/team/users", arn("aws", "eu-central-1")],
    ["ghcr.io/team/users", undefined],
    ["public.ecr.aws/team/users", undefined],
    ["users", undefined],
  ];
  for (const [uri, wanted] of table) {
    it(`${uri} is ${wanted ?? "none"}`, () => expect(ecrLocation(uri)?.arn).to.equal(wanted));
  }
});
