import { expect } from "chai";
import { stackFileProblems } from "../../config/stackFile";

describe("a settings file outside the project's own keys", () => {
  const problems = (file: Record<string, unknown>) => stackFileProblems(file, "bluegreen");

  it("may have what the engine knows, and the keys of others", () => {
    const config = { "aws:region": "eu-central-1", "bluegreen:domain": "example.com" };
    expect(problems({ config, encryptionsalt: "v1:abc" })).to.deep.equal([]);
    expect(problems({ config: null })).to.deep.equal([]);
    expect(problems({})).to.deep.equal([]);
  });

  it("is refused for a typo, with the nearest key", () => {
    const config = { "bluegren:domain": "example.com", "bluegreen:services": {} };
    expect(problems({ cofig: {}, config, zzzzzzzz: 1 })).to.deep.equal([
      "`cofig` is no key of a settings file; did you mean `config`?",
      "`zzzzzzzz` is no key of a settings file; known are config, environment, secretsprovider, " +
        "encryptedkey, encryptionsalt",
      "`bluegren:domain` is not in the project's namespace; did you mean `bluegreen:domain`?",
    ]);
  });
});
