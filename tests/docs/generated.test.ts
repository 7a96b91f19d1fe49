import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { sixStepsSvg } from "../../tools/docs/sixSteps";

const committed = (name: string) => readFileSync(join(__dirname, "../../docs", name), "utf8");

describe("the generated parts of the documentation", () => {
  it("are as `npm run docs` writes them: the picture of the six steps", () => {
    expect(committed("six-steps.svg")).to.equal(sixStepsSvg());
  });

  it("follow the reader's color scheme in the picture", () => {
    expect(sixStepsSvg()).to.contain("@media (prefers-color-scheme: dark)");
  });
});
