import { expect } from "chai";
import { Fixture, refusal } from "../fixture";

const type = "aws:ecr/repositoryPolicy:RepositoryPolicy";
const pull = {
  Effect: "Allow",
  Principal: { AWS: ["arn:aws:iam::210987654321:root"] },
  Action: ["ecr:BatchGetImage"],
};

describe("policies of repositories in the local cloud", () => {
  let fixture: Fixture;
  before(async () => {
    fixture = await Fixture.open();
    await fixture.create("aws:ecr/repository:Repository", "users", { name: "shop/dev/users" });
  });
  after(() => fixture.close());

  const put = (statement: object, repository = "shop/dev/users") =>
    fixture.create(type, "users", {
      repository,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    });

  it("let accounts in, and are refused where ECR would", async () => {
    expect(await put(pull)).to.have.property("id", "shop/dev/users");
    expect(await refusal(put(pull, "shop/dev/none"))).to.match(/does not exist in the registry/);
    expect(await refusal(put({ ...pull, Resource: "*" }))).to.match(/Unrecognized key/);
    const nobody = { AWS: ["arn:aws:iam::prod:root"] };
    expect(await refusal(put({ ...pull, Principal: nobody }))).to.match(/is no principal/);
    const all = Array.from({ length: 400 }, () => "arn:aws:iam::210987654321:root");
    expect(await refusal(put({ ...pull, Principal: { AWS: all } }))).to.match(/more than 10240/);
  });
});
