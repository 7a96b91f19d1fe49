import { expect } from "chai";
import { imagesOf } from "../../../automation/commands/options";
import { DeployError } from "../../../automation/world/errors";
import { readReleaseFile } from "../../../automation/edit/releaseFile";

function refusalOf(text: string): DeployError {
  try {
    readReleaseFile(text, "release.yaml");
  } catch (error) {
    if (error instanceof DeployError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("a release file", () => {
  it("names the image of each service", () => {
    const text = "services:\n  users: registry/users:1.4.0\n  matching: registry/matching:2.0.1\n";
    expect(readReleaseFile(text, "release.yaml")).to.deep.equal({
      users: "registry/users:1.4.0",
      matching: "registry/matching:2.0.1",
    });
  });

  it("is refused with every problem at once, and the nearest key", () => {
    const { found, reasons } = refusalOf(
      "service: {users: a}\nservices: {users: 1, matching: ''}\n",
    );
    expect(found).to.equal("the release file release.yaml has 3 problems; nothing was changed");
    expect(reasons).to.deep.equal([
      "`services.users`: Invalid input: expected string, received number",
      "`services.matching`: Too small: expected string to have >=1 characters",
      "`service` is not a known key; did you mean services?",
    ]);
  });

  it("is refused if it is empty, names no service, or is not YAML", () => {
    expect(refusalOf("").reasons).to.have.length(1);
    expect(refusalOf("services: {}").reasons).to.deep.equal([
      "`services`: must name at least one service",
    ]);
    expect(refusalOf("services: {users: a").found).to.equal(
      "the release file release.yaml is not valid YAML at line 1, column 20: bad indent; " +
        "nothing was changed",
    );
  });

  it("can't be combined with --service and --image", async () => {
    const both = imagesOf({ service: ["users"], image: ["a"], file: "release.yaml" });
    const error: unknown = await both.catch((thrown: unknown) => thrown);
    expect((error as DeployError).found).to.equal(
      "--file can't be combined with --service or --image",
    );
    const absent = imagesOf({ service: [], image: [], file: "/nowhere/release.yaml" });
    const missing: unknown = await absent.catch((thrown: unknown) => thrown);
    expect((missing as DeployError).found).to.equal("there is no file /nowhere/release.yaml");
  });
});
