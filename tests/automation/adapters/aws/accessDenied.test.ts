import { expect } from "chai";
import { deniedIn } from "../../../../automation/adapters/aws/accessDenied";

const repository = "arn:aws:ecr:eu-central-1:210987654321:repository/shop/dev/users";
const role = "arn:aws:sts::123456789012:assumed-role/deploy/run";
const denied = (resource: string, action: string, by = "no resource-based policy allows the") =>
  deniedIn(
    `User: ${role} is not authorized to perform: ${action} on resource: ${resource} because ${by} ${action} action`,
  ).next;

describe("what an account lacks for a resource of another one", () => {
  it("is the policy of the repository there", () => {
    expect(denied(repository, "ecr:BatchGetImage")).to.equal(
      `In account 210987654321, allow account 123456789012 to pull in the policy of \`${repository}\` ` +
        '(if an environment made it: list "123456789012" in the environment\'s `pullAccounts`)',
    );
    const key = "arn:aws:kms:eu-central-1:210987654321:key/1234";
    expect(denied(key, "kms:Decrypt")).to.equal(
      `In account 210987654321, allow account 123456789012 in the policy of \`${key}\``,
    );
  });

  it("is a right of the caller where that, or the own account, refuses", () => {
    const own = `Allow \`ecr:BatchGetImage\` on \`${repository}\` in the policy of \`${role}\``;
    expect(denied(repository, "ecr:BatchGetImage", "no identity-based policy allows the")).to.equal(
      own,
    );
    const here = repository.replace("210987654321", "123456789012");
    expect(denied(here, "ecr:BatchGetImage")).to.equal(own.replace(repository, here));
  });
});
