import { expect } from "chai";
import { withServices } from "../../release/state";
import { touchedServices } from "../../release/touched";
import { retire, stage, switchOver } from "../../release/transitions";
import { idle, request } from "./states";

describe("the services that an `up` touches", () => {
  const staged = stage(idle, request);

  it("are none from an idle state to itself", () => {
    expect(touchedServices(idle, idle)).to.deep.equal([]);
  });

  it("include the released ones at the start, in the middle and at the end of a release", () => {
    const switched = switchOver(staged);
    const steps = [idle, staged, switched, retire(switched)];
    const touched = steps.slice(1).map((to, index) => touchedServices(steps[index]!, to));
    expect(touched).to.deep.equal([["users"], ["users"], ["users"]]);
  });

  it("include added, removed and changed ones, sorted", () => {
    const more = withServices(idle, ["users", "matching", "zebra", "apes"]);
    expect(touchedServices(idle, more)).to.deep.equal(["apes", "zebra"]);
    expect(touchedServices(more, idle)).to.deep.equal(["apes", "zebra"]);
    const other = { ...idle.services["users"]!, activeColor: null };
    const changed = { ...idle, services: { ...idle.services, users: other } };
    expect(touchedServices(idle, changed)).to.deep.equal(["users"]);
  });
});
