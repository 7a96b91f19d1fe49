import { expect } from "chai";
import { checkInputs } from "../../../localCloud/control/check";
import { registry } from "../../../localCloud/control/registry";
import { Random } from "../../../localCloud/random";
import { unknownValue } from "../../../localCloud/providers/values";

describe("a group of instances in the local cloud", () => {
  const type = registry.get("aws:autoscaling/group:Group")!;
  const group = { name: "users", minSize: 1, maxSize: 1, vpcZoneIdentifiers: ["subnet-1"] };
  const reasons = (templates: object) =>
    checkInputs(type, "users", {}, { ...group, ...templates }, new Random(1)).failures.map(
      ({ reason }) => reason,
    );
  const launchTemplate = { id: unknownValue, version: unknownValue };
  const mixedInstancesPolicy = {
    instancesDistribution: {},
    launchTemplate: { launchTemplateSpecification: { launchTemplateId: unknownValue } },
  };

  it("has a template, also if only the `up` will know which", () => {
    expect(reasons({ launchTemplate })).to.deep.equal([]);
    expect(reasons({ mixedInstancesPolicy })).to.deep.equal([]);
  });

  it("has exactly one", () => {
    const refused = ["one of `launchTemplate` and `mixedInstancesPolicy` must be specified"];
    expect(reasons({})).to.deep.equal(refused);
    expect(reasons({ launchTemplate, mixedInstancesPolicy })).to.deep.equal(refused);
  });
});
