import { expect } from "chai";
import type { RawConfig } from "../../config/raw";
import { config, problemsOf } from "./samples";

const user = (service: object) => config({ users: service });
const comparing = (compare: object) => user({ compare: { requests: [{ path: "/" }], ...compare } });
const header = (headers: object) => comparing({ requests: [{ path: "/", headers }] });
const theKey = "`services.users.compare";
const itsHeader = `${theKey}.requests.0.headers`;

/** One problem each, word for word. */
const table: [what: string, raw: RawConfig, problem: string][] = [
  [
    "a comparison by POST",
    comparing({ requests: [{ path: "/", method: "POST" }] }),
    `${theKey}.requests.0.method\` must be one of GET or HEAD, found \`POST\``,
  ],
  [
    "a comparison of nothing",
    comparing({ requests: [] }),
    `${theKey}.requests\` must have at least 1 entry, found 0`,
  ],
  ["a comparison without requests", user({ compare: {} }), `${theKey}.requests\` is required`],
  [
    "a comparison of a whole address",
    comparing({ requests: [{ path: "https://example.com/" }] }),
    `${theKey}.requests.0.path\` must be a path that starts with \`/\`, found \`https://example.com/\``,
  ],
  [
    "a fragment, which only a browser sees",
    comparing({ requests: [{ path: "/#/users" }] }),
    `${theKey}.requests.0.path\` has a fragment (\`#…\`), which is never sent`,
  ],
  [
    "a share without a sum",
    comparing({ requests: [{ path: "/", share: 1e308 }] }),
    `${theKey}.requests.0.share\` must be at most 1000, found 1e+308`,
  ],
  [
    "too short a comparison",
    comparing({ minutes: 5 }),
    `${theKey}.minutes\` must be at least 10, found 5`,
  ],
  ["too few pairs", comparing({ pairs: 100 }), `${theKey}.pairs\` must be at least 120, found 100`],
  [
    "too few pairs for one of the requests",
    comparing({ requests: [{ path: "/a", share: 3 }, { path: "/b" }], pairs: 400 }),
    `${theKey}.pairs\` gives GET /b only 100 pairs, but each request needs ` +
      "120; set it to at least 480, or compare fewer requests",
  ],
  [
    "a share for which no number of pairs is enough",
    comparing({ requests: [{ path: "/a" }, { path: "/b", share: 0.001 }] }),
    `${theKey}.pairs\` gives GET /b only 0 pairs, but each request needs 120; even the maximum of 10000 is ` +
      "not enough: give that request a larger `share`, or compare fewer requests",
  ],
  [
    "a header that is a number, and may be a secret",
    header({ authorization: 123456 }),
    `${itsHeader}.authorization\` must be text (in quotes, if it looks like a number)`,
  ],
  [
    "a limit that noise alone exceeds",
    comparing({ maxSlowdown: 1.05 }),
    `${theKey}.maxSlowdown\` must be at least 1.1, found 1.05`,
  ],
  [
    "a request without a share",
    comparing({ requests: [{ path: "/", share: 0 }] }),
    `${theKey}.requests.0.share\` must be at least 0.001, found 0`,
  ],
  [
    "a field that is no JSON pointer",
    comparing({ ignore: ["generatedAt"] }),
    `${theKey}.ignore.0\` must be a JSON pointer such as \`/generatedAt\`, found \`generatedAt\``,
  ],
  ...["Host", "X-BlueGreen-Color", "X-HTTP-Method-Override", "content-length", "Connection"].map(
    (name): [string, RawConfig, string] => [
      `the header ${name} in a comparison`,
      header({ [name]: "x" }),
      `${itsHeader}.${name}\` can't be set: it is sent by \`compare\` itself, or could make the request a write`,
    ],
  ),
  [
    "a header twice, since case makes no other header",
    header({ accept: "a", Accept: "b" }),
    `${itsHeader}.Accept\` differs from another header in its case alone; headers have no case, so remove one of the two`,
  ],
  [
    "a header with a space in its name",
    header({ "a b": "x" }),
    `${itsHeader}.a b\` is not a valid header name`,
  ],
  [
    "a header of two lines",
    header({ accept: "a\r\nb: c" }),
    `${itsHeader}.accept\` must be printable ASCII on one line, like every header value`,
  ],
];

describe("a problem with a comparison", () => {
  it("is not the rounding of shares: a third of 360 pairs is 120", () => {
    const requests = [
      { path: "/a", share: 0.1 },
      { path: "/b", share: 0.2 },
    ];
    expect(problemsOf(comparing({ requests, pairs: 360 }))).to.deep.equal([]);
  });

  for (const [what, raw, problem] of table) {
    it(`is reported for ${what}`, () => {
      expect(problemsOf(raw)).to.deep.equal([problem]);
    });
  }
});
