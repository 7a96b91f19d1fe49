import { expect } from "chai";
import { describeFailure } from "../../../automation/cli/console/failure";
import { noSettingsFile } from "../../../automation/world/noSettingsFile";

const told = (stack: string, known: readonly string[]) =>
  describeFailure(noSettingsFile(stack, known)).text.split("\n");

describe("a stack without a settings file", () => {
  it("is answered with the stack that was probably meant", () => {
    expect(told("prd", ["dev", "prod"])).to.deep.equal([
      "error: stack prd has no settings file Pulumi.prd.yaml; did you mean prod?",
      "next: bluegreen status --stack prod",
    ]);
  });

  it("is answered with the last part of a name that has an organization", () => {
    expect(told("acme/bluegreen/dev", ["dev", "prod"])).to.deep.equal([
      "error: stack acme/bluegreen/dev has no settings file Pulumi.acme/bluegreen/dev.yaml; did you mean dev?",
      "next: bluegreen status --stack dev",
    ]);
  });

  it("is answered with all stacks when none is similar", () => {
    expect(told("staging", ["dev", "prod"])).to.deep.equal([
      "error: stack staging has no settings file Pulumi.staging.yaml; there are: dev, prod",
      "next: bluegreen status --stack dev",
    ]);
  });

  it("is answered with the folder when that has no stack at all", () => {
    expect(told("dev", [])).to.deep.equal([
      "error: stack dev has no settings file Pulumi.dev.yaml",
      "next: run the command in the project's folder, or name the folder with --cwd",
    ]);
  });
});
