import { expect } from "chai";
import { matches, nextHealth, registered } from "../../../localCloud/dataplane/healthCheck";

const thresholds = { healthyThreshold: 2, unhealthyThreshold: 3 };

/** States after each check; `+` passes, `-` fails. */
function states(checks: string): string[] {
  let health = registered;
  return [...checks].map((check) => {
    health = nextHealth(health, check === "+", thresholds);
    return health.state;
  });
}

describe("a health check of a target", () => {
  const [i, h, u] = ["initial", "healthy", "unhealthy"];
  const cases: [string, (string | undefined)[]][] = [
    ["+", [h]],
    ["---", [i, i, u]],
    ["--+", [i, i, h]],
    ["+--+---", [h, h, h, h, h, h, u]],
    ["---+-++", [i, i, u, u, u, u, h]],
  ];
  for (const [checks, expected] of cases) {
    it(`with results ${checks} gives ${expected.join(", ")}`, () =>
      expect(states(checks)).to.deep.equal(expected));
  }

  const matchers: [string, number, boolean][] = [
    ["200", 200, true],
    ["200", 204, false],
    ["200,204", 204, true],
    ["200-299", 250, true],
    ["200-299", 300, false],
  ];
  for (const [matcher, status, expected] of matchers) {
    it(`with matcher ${matcher} ${expected ? "accepts" : "rejects"} status ${status}`, () =>
      expect(matches(matcher, status)).to.equal(expected));
  }
});
