import { expect } from "chai";
import {
  callsIntoNothing,
  callVariables,
  privateName,
  privatePort,
  privateZone,
} from "../../config/calls";
import { slotOfName } from "../../config/ruleSlot";
import { config, problemsOf, settingsOf } from "./samples";

const chain = config({
  web: { calls: ["matching", "user-data"] },
  matching: { calls: ["user-data"] },
  "user-data": { ruleSlot: 7 },
});

describe("private names", () => {
  const settings = settingsOf(chain);

  it("exist for the services that others call", () => {
    expect(privateZone(settings)).to.equal("internal.dev.example.com");
    expect(privateName(settings, "user-data")).to.equal("user-data.internal.dev.example.com");
    expect(privateName(settings, "matching")).to.equal("matching.internal.dev.example.com");
    expect(privateName(settings, "web")).to.equal(null);
  });

  it("do not exist if no service calls another", () => {
    expect(privateZone(settingsOf(config()))).to.equal(null);
  });

  it("are given to the callers, each with the callee's own port", () => {
    expect(callVariables(settings, settings.services["web"]!)).to.deep.equal({
      MATCHING_URL: `https://matching.internal.dev.example.com:${10_000 + slotOfName("matching")}`,
      USER_DATA_URL: "https://user-data.internal.dev.example.com:10007",
    });
    expect(callVariables(settings, settings.services["user-data"]!)).to.deep.equal({});
  });

  it("have ports that a listener accepts, one for each slot", () => {
    expect(privatePort("users", { ruleSlot: 0 })).to.equal(10_000);
    expect(privatePort("users", { ruleSlot: 12_249 })).to.equal(22_249);
  });
});

describe("calls in an environment built on another one", () => {
  const settings = settingsOf({
    ...config({ matching: { calls: ["users"], host: "matching-pr-7" } }),
    foundation: "dev",
  });
  const there = { users: { hostName: "users.internal.dev.example.com", port: 10_007 } };

  it("go to its own services first, then to those of the other environment", () => {
    expect(callVariables(settings, settings.services["matching"]!, there)).to.deep.equal({
      USERS_URL: "https://users.internal.dev.example.com:10007",
    });
    const both = settingsOf({
      ...config({ matching: { calls: ["users"] }, users: { host: "users-pr-7", ruleSlot: 9 } }),
      foundation: "dev",
    });
    expect(callVariables(both, both.services["matching"]!, there)).to.deep.equal({
      USERS_URL: "https://users-pr-7.internal.dev.example.com:10009",
    });
  });

  it("are refused if neither has the service, or the other has no private load balancers", () => {
    expect(callsIntoNothing(settings, there)).to.deep.equal([]);
    expect(callsIntoNothing(settings, {})).to.deep.equal([
      "`services.matching.calls` names users, which is neither a service of this " +
        "environment nor called in dev; services called there: none",
    ]);
    expect(callsIntoNothing(settings, undefined)).to.deep.equal([
      "`calls` need private load balancers, and dev has none: declare a call there and run `up`",
    ]);
    expect(callsIntoNothing(settingsOf(config()), undefined)).to.deep.equal([]);
  });
});

describe("a problem with calls is", () => {
  const cases: [what: string, services: Record<string, object>, problems: string[]][] = [
    [
      "a typo",
      { users: {}, matching: { calls: ["userz"] } },
      [
        "`services.matching.calls.0` names userz, which is not a service of this " +
          "environment; did you mean users?",
      ],
    ],
    [
      "a removed service that is still called",
      { web: { calls: ["accounts", "users"] }, users: { calls: ["accounts"] } },
      [
        "`services.web.calls.0` names accounts, which is not a service of this " +
          "environment; known services: web and users. If it was removed, remove the call " +
          "too",
        "`services.users.calls.0` names accounts, which is not a service of this " +
          "environment; known services: web and users. If it was removed, remove the call " +
          "too",
      ],
    ],
    [
      "a call of nothing",
      { users: {}, matching: { calls: [""] } },
      ["`services.matching.calls.0` must name a service, found an empty text"],
    ],
    [
      "a call declared twice",
      { users: {}, matching: { calls: ["users", "users"] } },
      ["`services.matching.calls.1` names users twice"],
    ],
    [
      "variables that the program sets",
      {
        "user-data": {},
        users: {},
        matching: {
          calls: ["user-data", "users"],
          environment: { USER_DATA_URL: "http://localhost" },
          secrets: { USERS_URL: "/prod/users-url" },
        },
      },
      [
        "`services.matching.environment.USER_DATA_URL` is set by the program, because matching calls " +
          "user-data",
        "`services.matching.secrets.USERS_URL` is set by the program, because matching calls users",
      ],
    ],
    [
      "a cycle, reported once",
      { a: { calls: ["b"] }, b: { calls: ["c"] }, c: { calls: ["a"] }, d: { calls: ["a"] } },
      [
        "`services.a.calls` form a cycle: a → b → c → a. None of these services could " +
          "be tested before another one serves; replace one of the calls, for example " +
          "with a queue",
      ],
    ],
    [
      "a service named like the private zone",
      { users: { host: "internal" }, matching: { calls: ["users"] } },
      ["`services.users.host` is internal, which is reserved for the private zone that calls need"],
    ],
    [
      "a name in the private zone",
      {
        users: { hosts: ["users", "api.internal.dev.example.com"] },
        matching: { calls: ["users"] },
      },
      [
        "`services.users.hosts.1` is api.internal.dev.example.com, which is reserved for the " +
          "private zone that calls need",
      ],
    ],
  ];
  for (const [what, services, problems] of cases) {
    it(`${what}`, () => expect(problemsOf(config(services))).to.deep.equal(problems));
  }

  it("a domain too long for the certificate of private names, if there are any", () => {
    const domain = `${"a".repeat(42)}.example.com`;
    const services = { users: {}, matching: { calls: ["users"] } };
    expect(problemsOf({ domain, services: { users: {} } })).to.deep.equal([]);
    expect(problemsOf({ domain, services })).to.deep.equal([
      "`domain` has 54 characters; the certificate for `*.internal.<domain>`, which " +
        "calls need, allows 53",
    ]);
  });

  it("neither a service that calls itself nor two paths to one callee", () => {
    const services = {
      users: { calls: ["users"] },
      matching: { calls: ["users"] },
      web: { calls: ["users", "matching"] },
    };
    expect(problemsOf(config(services))).to.deep.equal([]);
  });

  it("reported along with all other problems", () => {
    const services = { users: { prot: 1 }, matching: { calls: ["userz"], size: 0 } };
    expect(problemsOf(config(services))).to.deep.equal([
      "`services.users.prot` is not a known key; did you mean `port`?",
      "`services.matching.size` must be at least 1, found 0",
      "`services.matching.calls.0` names userz, which is not a service of this " +
        "environment; did you mean users?",
    ]);
  });
});
