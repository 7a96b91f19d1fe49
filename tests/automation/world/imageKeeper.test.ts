import { expect } from "chai";
import { isServingTag, servingTag, tagChanges } from "../../../automation/world/imageKeeper";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const serving = (letter: string) => servingTag("bluegreen/prod", digest(letter));
const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";

describe("tags of the images that a stack keeps", () => {
  const tags = {
    v1: digest("a"),
    v2: digest("b"),
    [serving("b")]: digest("b"),
    [serving("c")]: digest("c"),
    v4: digest("d"),
    [serving("d")]: digest("d"),
    [servingTag("bluegreen/dev", digest("d"))]: digest("d"),
  };
  const changes = (repository: string) =>
    tagChanges(tags, `${registry}/${repository}`, "bluegreen/prod", [digest("a"), digest("b")]);

  it("are added where they are missing, and removed unless an image has no other", () => {
    expect(changes("bluegreen/prod/users")).to.deep.equal({
      add: [digest("a")],
      remove: [serving("d")],
    });
  });

  it("fit a reference to an image, however long the names of project and stack are", () => {
    const longest = `${"p".repeat(53)}/${"s".repeat(53)}`;
    expect(servingTag(longest, digest("a"))).to.equal(
      `serving-${"p".repeat(53)}.${"s".repeat(53)}-${"a".repeat(12)}`,
    );
    expect(servingTag(longest, digest("a"))).to.have.length(128);
    const [one, other] = ["s", "t"].map((stack) =>
      servingTag(`${longest}${stack}`, digest("a")),
    ) as [string, string];
    expect(one).to.match(/^serving-[0-9a-f]{64}-a{12}$/);
    expect(isServingTag(`${longest}s`, one)).to.equal(true);
    expect(isServingTag(`${longest}s`, other)).to.equal(false);
  });

  it("are never removed from a repository of something else", () => {
    for (const repository of ["shared/users", "blog/prod/users"]) {
      expect(changes(repository)).to.deep.equal({ add: [digest("a")], remove: [] });
    }
  });
});
