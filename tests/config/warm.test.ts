import { expect } from "chai";
import type { RawConfig } from "../../config/raw";
import { config, problemsOf } from "./samples";

const warming = (warm: object) =>
  config({ users: { warm: { paths: ["/"], requestsPerSecond: 50, ...warm } } });
const key = "`services.users.warm";

/** One problem each, word for word. */
const table: [what: string, raw: RawConfig, problem: string][] = [
  [
    "a warm-up without paths",
    warming({ paths: [] }),
    `${key}.paths\` must have at least 1 entry, found 0`,
  ],
  [
    "a path that is none",
    warming({ paths: ["users"] }),
    `${key}.paths.0\` must be a path that starts with \`/\`, found \`users\``,
  ],
  [
    "no load",
    warming({ requestsPerSecond: 0 }),
    `${key}.requestsPerSecond\` must be at least 1, found 0`,
  ],
  [
    "more than a deployer can send",
    warming({ requestsPerSecond: 1001 }),
    `${key}.requestsPerSecond\` must be at most 1000, found 1001`,
  ],
  ["too short a time", warming({ seconds: 9 }), `${key}.seconds\` must be at least 10, found 9`],
  [
    "too long a time",
    warming({ seconds: 3601 }),
    `${key}.seconds\` must be at most 3600, found 3601`,
  ],
];

describe("settings of a warm-up", () => {
  for (const [what, raw, problem] of table) {
    it(`reject ${what}`, () => {
      expect(problemsOf(raw)).to.deep.equal([problem]);
    });
  }

  it("accept the limits themselves", () => {
    for (const warm of [
      { requestsPerSecond: 1, seconds: 10 },
      { requestsPerSecond: 1000, seconds: 3600 },
    ]) {
      expect(problemsOf(warming(warm))).to.deep.equal([]);
    }
  });
});
