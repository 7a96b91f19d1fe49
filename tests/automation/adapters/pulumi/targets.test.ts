import { expect } from "chai";
import { targetsOf } from "../../../../automation/adapters/pulumi/targets";

describe("the targets of an `up` of some services", () => {
  it("are these services, with everything in them", () => {
    expect(targetsOf("bluegreen", "dev", ["matching", "users"])).to.deep.equal({
      target: [
        "urn:pulumi:dev::bluegreen::bluegreen:index:BlueGreenService::matching",
        "urn:pulumi:dev::bluegreen::bluegreen:index:BlueGreenService::users",
      ],
      targetDependents: true,
    });
  });

  it("are never none: that would be an `up` of everything, which deletes what is not registered", () => {
    expect(() => targetsOf("bluegreen", "dev", [])).to.throw("needs at least one");
  });
});
