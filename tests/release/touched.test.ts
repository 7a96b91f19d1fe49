import { expect } from "chai";
import { withServices } from "../../release/state";
import { touchedServices } from "../../release/touched";
import { retire, stage, switchOver } from "../../release/transitions";
import { idle, request } from "./states";

describe("release/touched", () => {
  const staged = stage(idle, request);

  it("is none from a state to itself, at rest", () => {
    expect(touchedServices(idle, idle)).to.deep.equal([]);
  });

  it("has what a release is of, at its begin, in its midst and at its end", () => {
    const switched = switchOver(staged);
    const steps = [idle, staged, switched, retire(switched)];
    const touched = steps.slice(1).map((to, index) => touchedServices(steps[index]!, to));
    expect(touched).to.deep.equal([["users"], ["users"], ["users"]]);
  });

  it("has services that come, go and change, sorted", () => {
    const more = withServices(idle, ["users", "matching", "zebra", "apes"]);
    expect(touchedServices(idle, more)).to.deep.equal(["apes", "zebra"]);
    expect(touchedServices(more, idle)).to.deep.equal(["apes", "zebra"]);
    const other = { ...idle.services["users"]!, activeColor: null };
    const changed = { ...idle, services: { ...idle.services, users: other } };
    expect(touchedServices(idle, changed)).to.deep.equal(["users"]);
  });
});
