import { expect } from "chai";
import { stackProblems } from "../../config/checks/stack";
import { config, settingsOf } from "./samples";

const settings = settingsOf(config());
const problemsOf = (stack: string, project = "bluegreen", changes: object = {}) =>
  stackProblems(project, stack, { ...settings, ...changes });
const families = (name: string, what = "stack") =>
  `${what} \`${name}\`: the name becomes ` +
  "part of ECS task definition names, which may contain only letters, digits, `-` and `_`";
const repositories = (name: string) =>
  `stack \`${name}\`: the name becomes part of ` +
  "ECR repository names, where each `-` or `_` must be between two letters or digits";

describe("a stack's name", () => {
  it("has what AWS takes in the names that are made of it", () => {
    for (const name of ["dev", "Prod", "pr-12", "a_b-c", "7"]) {
      expect(problemsOf(name)).to.deep.equal([]);
    }
    expect(problemsOf("pr.12")).to.deep.equal([families("pr.12")]);
    expect(problemsOf("dev", "blue.green")).to.deep.equal([families("blue.green", "project")]);
    for (const name of ["a--b", "a__b", "a-_b", "-a", "a_"]) {
      expect(problemsOf(name)).to.deep.equal([repositories(name)]);
      // It has no repositories of its own.
      expect(problemsOf(name, "bluegreen", { imagesFrom: "dev" })).to.deep.equal([]);
    }
  });

  it("fits the names of repositories together with those of the services", () => {
    const { services } = settingsOf(config({ "a--b": { ruleSlot: 1 } }));
    const told = repositories("a--b").replace(/^stack/, "service");
    expect(problemsOf("dev", "bluegreen", { services })).to.deep.equal([told]);
    expect(problemsOf("dev", "bluegreen", { services, imagesFrom: "prod" })).to.deep.equal([]);
  });

  it("leaves room in the name of an image and of a task definition", () => {
    // Of 255 characters, `123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/` takes 50.
    const most = 205 - "bluegreen//users".length;
    expect(problemsOf("s".repeat(most))).to.deep.equal([]);
    expect(problemsOf("s".repeat(most + 1))).to.deep.equal([
      "project, stack and service `users`: the image reference would have 256 characters before its digest; ECS allows 255",
    ]);
    expect(problemsOf("s".repeat(100), "p".repeat(200))).to.deep.equal([
      "project, stack and service `users`: the name of the task " +
        "definition would have 313 characters; ECS allows 255",
    ]);
  });

  it("is not that of another stack it is built on", () => {
    const itself = "stack `dev`: `foundation` and `imagesFrom` must name a different stack";
    expect(problemsOf("dev", "bluegreen", { imagesFrom: "dev" })).to.deep.equal([itself]);
    expect(problemsOf("dev", "bluegreen", { foundation: "dev" })).to.deep.equal([itself]);
    expect(problemsOf("dev", "blue.green", { foundation: "dev" })).to.deep.equal([
      families("blue.green", "project"),
      itself,
    ]);
  });
});
