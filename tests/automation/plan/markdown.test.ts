import { expect } from "chai";
import { planInMarkdown } from "../../../automation/plan/markdown";
import { goldenIn } from "../../support/golden";
import { examplePlan as plan } from "./examplePlan";

const expectGolden = goldenIn(__dirname);

const images = { users: "registry/bluegreen/dev/users:1.4.0" };

describe("a plan as Markdown", () => {
  it("has the steps, the changes of each `up` and the drain, behind a marker for CI", () => {
    expectGolden("release.md", planInMarkdown(plan, images));
  });

  it("says that a first release has nothing to drain", () => {
    const first = planInMarkdown({ ...plan, drainSeconds: 0, maxQuietSeconds: 0 }, images);
    expect(first).to.contain("**Drain:** none, since no client holds an old address\n");
  });

  it("has what takes effect at once, without the release", () => {
    const resized = planInMarkdown({ ...plan, sizes: { users: { from: 2, to: 3 } } }, images);
    expect(resized).to.contain(
      "\nAt once, by `bluegreen up --stack dev`:\n\n- size of users: 2 -> 3\n",
    );
  });

  it("keeps a value in its code span, also one with backticks", () => {
    const values = [
      { key: "environment.A", from: "a`b``c", to: "``" },
      { key: "environment.B", from: undefined, to: "plain" },
    ];
    const odd = planInMarkdown({ ...plan, settings: { users: values } }, images);
    expect(odd).to.contain("| users | `environment.A` | ``` a`b``c ``` | ``` `` ``` |\n");
    expect(odd).to.contain("| users | `environment.B` | not set | `plain` |\n");
  });

  it("keeps each cell in its row, whatever it contains", () => {
    const odd = planInMarkdown({ ...plan, steps: [{ step: "1", name: "a | b\n  c" }] }, images);
    expect(odd).to.contain("| 1 | a \\| b c |\n");
  });
});
