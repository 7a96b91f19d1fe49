import { expect } from "chai";
import { accessSecret, testAccessOf } from "../../config/testAccess";
import type { RestrictedAccess, RunningShape } from "../../release/inventory";
import { knows } from "./limit";
import { config } from "./samples";

const link: RestrictedAccess = { type: "link", generation: 1 };
const network: RestrictedAccess = { type: "network", cidrs: ["203.0.113.0/24"] };
const api = (testAccess?: RestrictedAccess): RunningShape => ({
  kind: "api",
  ...(testAccess && { testAccess }),
});

describe("who reaches a test name", () => {
  const cases: [string, Parameters<typeof testAccessOf>, RestrictedAccess | undefined][] = [
    ["in a new environment is whoever has the link", [{}, undefined, {}], link],
    ["in one with workers alone as well", [{}, undefined, { mailer: { kind: "worker" } }], link],
    ["in one from before the setting stays everybody", [{}, undefined, { users: {} }], undefined],
    [
      "stays everybody where one service of it was not yet restricted",
      [{}, undefined, { users: api(link), matching: api() }],
      undefined,
    ],
    ["stays as it is when the setting goes", [{}, undefined, { users: api(network) }], network],
    [
      "keeps its generation when the setting goes, so that no old link works again",
      [{}, undefined, { users: api({ type: "link", generation: 3 }) }],
      { type: "link", generation: 3 },
    ],
    [
      "follows the setting",
      [{ testAccess: { ...network, type: "network" } }, undefined, { users: api() }],
      network,
    ],
    [
      "is everybody where the setting says so",
      [{ testAccess: { type: "public" } }, { testAccess: link }, { users: api(link) }],
      undefined,
    ],
    ["of a preview is who does of its environment", [{}, { testAccess: network }, {}], network],
    ["of a preview of a public environment is everybody", [{}, {}, {}], undefined],
  ];
  for (const [what, given, expected] of cases) {
    it(what, () => expect(testAccessOf(...given)).to.deep.equal(expected));
  }
});

describe("the secret of a link", () => {
  it("differs for each environment, service and generation, and from the environment's own", () => {
    const secrets = [
      accessSecret("one", "users", 1),
      accessSecret("two", "users", 1),
      accessSecret("one", "matching", 1),
      accessSecret("one", "users", 2),
    ];
    expect(new Set(secrets).size).to.equal(4);
    for (const secret of secrets) expect(secret).to.match(/^[0-9a-f]{64}$/);
    expect(accessSecret("one", "users", 1)).to.equal(secrets[0]);
  });
});

describe("the settings check, about test names,", () => {
  const cidrs = (...all: string[]) => ({
    ...config(),
    testAccess: { type: "network", cidrs: all },
  });
  knows({
    "a rule takes four ranges beside the name": {
      pass: [
        cidrs("203.0.113.7/32"),
        cidrs("10.0.0.0/8", "203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24"),
      ],
      fail: [
        [cidrs(), "`testAccess.cidrs` must have at least 1 entry, found 0"],
        [
          cidrs("10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8", "13.0.0.0/8", "14.0.0.0/8"),
          "`testAccess.cidrs` must have at most 4 entries, found 5",
        ],
      ],
    },
    "a range begins with its first address": {
      pass: [cidrs("203.0.113.0/24", "2001:db8::/32")],
      fail: [
        [
          cidrs("office"),
          "`testAccess.cidrs.0` must be a range such as `203.0.113.0/24` or `2001:db8::/32`, found `office`",
        ],
        [
          cidrs("203.0.113.7/24"),
          "`testAccess.cidrs.0` has bits set after its first 24, so 203.0.113.7 is an address inside the " +
            "range; the range is 203.0.113.0/24",
        ],
        [
          cidrs("0.0.0.0/0"),
          "`testAccess.cidrs.0` allows everybody; if that is intended, set `type: public`",
        ],
        [cidrs("10.0.0.0/8", "10.0.0.0/8"), "`testAccess.cidrs.1` lists 10.0.0.0/8 a second time"],
      ],
    },
    "generations and ranges each belong to one type": {
      pass: [
        { ...config(), testAccess: { type: "public" } },
        { ...config(), testAccess: { type: "link" } },
        { ...config(), testAccess: { type: "link", generation: 2 } },
      ],
      fail: [
        [
          { ...config(), testAccess: { type: "link", generation: 0 } },
          "`testAccess.generation` must be at least 1, found 0",
        ],
        [
          { ...config(), testAccess: { type: "link", cidrs: ["10.0.0.0/8"] } },
          "`testAccess.cidrs` is only valid with `type` network",
        ],
        [
          { ...config(), testAccess: { type: "secret" } },
          "`testAccess.type` must be one of public, link or network, found `secret`",
        ],
        [
          { ...config(), testAccess: "link" },
          "`testAccess` must be a map of keys and values, found the text `link`; known keys: type, generation and cidrs",
        ],
      ],
    },
  });
});
