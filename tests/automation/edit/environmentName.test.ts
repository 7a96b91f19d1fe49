import { expect } from "chai";
import { nameProblem } from "../../../automation/edit/environmentName";

const found = (name: string, others: string[] = ["dev", "eu-prod"]) =>
  nameProblem(name, others)?.found ?? null;

describe("the name of a new environment", () => {
  it("is not one that policies would take for a preview's or for another environment's", () => {
    for (const name of ["pr-7", "pr-production", "Dev", "dev-", "-dev", "a_b"]) {
      expect(found(name), name).to.equal(`${name} is not a valid environment name`);
    }
    for (const [name, near] of [
      ["dev-2", "dev"],
      ["eu", "eu-prod"],
    ] as const) {
      expect(found(name), name).to.match(new RegExp(`^the name ${name} conflicts with ${near}: `));
    }
  });

  it("may begin with another one without a hyphen, or be that itself, which is refused later", () => {
    for (const name of ["dev2", "prod", "dev", "eu-staging", "prod-eu"]) {
      expect(found(name), name).to.equal(null);
    }
  });
});
