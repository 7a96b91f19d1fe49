import { expect } from "chai";
import { withImagesKept } from "../../../../automation/adapters/pulumi/imagesInState";

const urn = (type: string, name: string) => `urn:pulumi:dev::bluegreen::${type}::${name}`;
const type = "aws:ecr/repository:Repository";
const repository = (name: string, forceDelete: boolean) => ({
  ...{ urn: urn(type, name), type, id: `bluegreen/dev/${name}`, custom: true },
  inputs: { name, forceDelete },
  outputs: { name, arn: "a", forceDelete },
  ...(!forceDelete && { retainOnDelete: true }),
});
const role = { urn: urn("aws:iam/role:Role", "users"), type: "aws:iam/role:Role", custom: true };
const state = (...resources: object[]) => ({
  version: 3,
  deployment: { manifest: { time: "now" }, resources, pending_operations: [] },
});

describe("whether images stay, in Pulumi's state,", () => {
  it("is set for all repositories, or for those of some services, and for nothing else", () => {
    const kept = state(repository("users", false), role, repository("mailer", false));
    const deleted = state(repository("users", true), role, repository("mailer", true));
    expect(withImagesKept(kept, false)).to.deep.equal(deleted);
    expect(withImagesKept(deleted, true)).to.deep.equal(kept);
    expect(withImagesKept(kept, false, ["users"])).to.deep.equal(
      state(repository("users", true), role, repository("mailer", false)),
    );
  });

  it("is left alone where it is so already", () => {
    expect(withImagesKept(state(repository("users", false), role), true)).to.equal(null);
    expect(withImagesKept(state(repository("users", true)), false)).to.equal(null);
    expect(withImagesKept(state(repository("users", false)), false, ["mailer"])).to.equal(null);
    expect(withImagesKept({ version: 3, deployment: {} }, false)).to.equal(null);
  });
});
