import { expect } from "chai";
import { stackFileProblems } from "../../config/stackFile";

describe("a settings file", () => {
  const problems = (file: Record<string, unknown>) => stackFileProblems(file, "bluegreen");

  it("may have all of Pulumi's own keys, and keys of other namespaces", () => {
    const config = { "aws:region": "eu-central-1", "bluegreen:domain": "example.com" };
    expect(problems({ config, encryptionsalt: "v1:abc" })).to.deep.equal([]);
    expect(problems({ config: null })).to.deep.equal([]);
    expect(problems({})).to.deep.equal([]);
  });

  it("is refused for a mistyped key, suggesting the nearest one", () => {
    const config = { "bluegren:domain": "example.com", "bluegreen:services": {} };
    expect(problems({ cofig: {}, config, zzzzzzzz: 1 })).to.deep.equal([
      "`cofig` is not a key of a settings file; did you mean `config`?",
      "`zzzzzzzz` is not a key of a settings file; known keys: config, environment, " +
        "secretsprovider, encryptedkey, encryptionsalt",
      "`bluegren:domain` is not in the project's namespace; did you mean `bluegreen:domain`?",
    ]);
  });
});
