import { expect } from "chai";
import { leaksIn } from "./canaries";

describe("the search for planted secrets", () => {
  const value = "token-0123456789abcdef";
  const found = (text: string) => leaksIn({ page: text }, { token: value });

  it("finds each of them in each form, and where", () => {
    expect(found(`it is ${value}.`)).to.deep.equal(["token in page as it is"]);
    for (const before of ["", "a:", "ann:", "anna:"]) {
      const login = Buffer.from(`${before}${value}`).toString("base64");
      expect(found(`Basic ${login}`), login).to.deep.equal(["token in page in Base64"]);
    }
    expect(found([...value].reverse().join(""))).to.deep.equal(["token in page reversed"]);
    expect(found(Buffer.from(value).toString("hex"))).to.deep.equal([
      "token in page in hexadecimal",
    ]);
    expect(leaksIn({ url: "?a%2Fb" }, { path: "a/b" })).to.deep.equal(["path in url in a URL"]);
  });

  it("finds nothing where there is none, or where one may be", () => {
    expect(found("it is ***.")).to.deep.equal([]);
    const mayBe = (canary: string, output: string) => canary === "token" && output === "settings";
    expect(leaksIn({ settings: value }, { token: value }, mayBe)).to.deep.equal([]);
  });
});
