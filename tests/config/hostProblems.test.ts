import { expect } from "chai";
import type { RawConfig } from "../../config/raw";
import { config, problemsOf } from "./samples";

const user = (service: object) => config({ users: service });

/** One problem each, word for word. */
const table: [what: string, raw: RawConfig, problem: string][] = [
  [
    "a name that is listed twice",
    user({ hosts: ["users", "www", "www.dev.example.com"] }),
    "`services.users.hosts.2` names www.dev.example.com twice",
  ],
  [
    "the domain itself as a name of two services",
    config({ users: { hosts: ["users", "@"] }, people: { hosts: ["@"] } }),
    "`services.people.hosts.0` would make @ the production name of users and the " +
      "production name of people",
  ],
  [
    "a name that is another's test name",
    config({ people: { hosts: ["people", "users-test"] }, users: {} }),
    "`services.users.host` would make users-test the production name of people and the " +
      "test name of users",
  ],
  [
    "a test name of two services that list other names",
    config({
      users: { host: "shop", hosts: ["users"] },
      people: { host: "shop", hosts: ["people"] },
    }),
    "`services.people.host` would make shop-test the test name of users and the test name of people",
  ],
  [
    "a name outside the domain of an environment built on another one",
    { ...user({ hosts: ["users", "www.example.org"] }), foundation: "base" },
    "`services.users.hosts.1` is www.example.org, but the names of an environment built on base " +
      "must be in its domain, dev.example.com",
  ],
  [
    "a name too long for a certificate of its own",
    user({ hosts: [`${"a".repeat(48)}.b.dev.example.com`] }),
    "`services.users.hosts.0` has 66 characters; a certificate for it allows 64",
  ],
  [
    "a name in another zone, too long for its certificate",
    user({ hosts: [`${"a".repeat(53)}.example.org`] }),
    "`services.users.hosts.0` has 65 characters; a certificate for it allows 64",
  ],
  [
    "an invalid name",
    user({ hosts: ["users", "-www"] }),
    "`services.users.hosts.1` must be a DNS label (at most 63 lower-case letters, digits and hyphens), `@` for the domain itself, " +
      "or a full name, found `-www`",
  ],
  [
    "more names than a rule can match",
    user({ hosts: ["a", "b", "c", "d", "e", "f"] }),
    "`services.users.hosts` must have at most 5 entries, found 6",
  ],
  ["no name", user({ hosts: [] }), "`services.users.hosts` must have at least 1 entry, found 0"],
];

describe("a problem with a service's names", () => {
  for (const [what, raw, problem] of table) {
    it(`is reported for ${what}: ${problem}`, () => {
      expect(problemsOf(raw)).to.deep.equal([problem]);
    });
  }

  const right: [what: string, raw: RawConfig][] = [
    ["a name in another zone, which is looked up", user({ hosts: ["users", "www.example.org"] })],
    ["the domain itself and deeper names", user({ hosts: ["@", "a.b.dev.example.com"] })],
    [
      "a name in the parent's zone",
      { ...user({ hosts: ["www.example.com"] }), hostedZone: "example.com" },
    ],
  ];
  for (const [what, raw] of right) {
    it(`is not reported for ${what}`, () => expect(problemsOf(raw)).to.deep.equal([]));
  }
});
