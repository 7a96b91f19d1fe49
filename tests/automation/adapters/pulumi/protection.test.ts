import { expect } from "chai";
import { protectedRefusal } from "../../../../automation/adapters/pulumi/protection";
import { DeployError, StepFailed } from "../../../../automation/world/errors";

const urn = (type: string, name: string) => `urn:pulumi:dev::bluegreen::${type}::${name}`;
/** Texts of Pulumi 3.259. */
const replace =
  `vpc (aws:ec2/vpc:Vpc): unable to replace resource "${urn("awsx:ec2:Vpc$aws:ec2/vpc:Vpc", "vpc")}"\n` +
  "as it is currently marked for protection. To unprotect the resource, remove the `protect` flag from " +
  "the resource in your Pulumi program and run `pulumi up`";
const remove =
  `users (aws:ecr/repository:Repository): resource "${urn("aws:ecr/repository:Repository", "users")}" ` +
  "cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the `protect` flag " +
  "from the resource in your Pulumi program and run `pulumi up`, or use the command:\n" +
  "`pulumi state unprotect 'urn'`";

describe("Pulumi's refusal to touch what is protected", () => {
  it("is a refusal of the deployer, which names each resource and the way out", () => {
    const failure = new StepFailed("the `up` failed", [replace, remove, replace]);
    const refusal = protectedRefusal("dev", failure);
    expect(refusal).to.be.instanceOf(DeployError);
    expect(refusal).to.deep.include({
      kind: "refused",
      found: "this `up` would replace or delete what serves",
      reasons: [
        "vpc (aws:ec2/vpc:Vpc) would be replaced",
        "users (aws:ecr/repository:Repository) would be deleted",
      ],
      next:
        "undo what changed since the last `up` (settings, program, or libraries), then: " +
        "bluegreen up --stack dev",
    });
  });

  it("is recognized in a preview, too", () => {
    const previewed = [replace, remove].map((text) => text.replace("): ", "): Preview failed: "));
    const failure = new StepFailed("Pulumi failed before it changed anything", previewed);
    expect((protectedRefusal("dev", failure) as DeployError).reasons).to.deep.equal([
      "vpc (aws:ec2/vpc:Vpc) would be replaced",
      "users (aws:ecr/repository:Repository) would be deleted",
    ]);
  });

  it("is distinguished from any other failure", () => {
    const denied = "users (aws:ecr/repository:Repository): AccessDenied: not authorized";
    expect(protectedRefusal("dev", new StepFailed("the `up` failed", [denied]))).to.equal(
      undefined,
    );
    expect(protectedRefusal("dev", new Error(replace))).to.equal(undefined);
  });
});
