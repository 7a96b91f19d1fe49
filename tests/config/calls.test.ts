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

  it("are of the services that others call", () => {
    expect(privateZone(settings)).to.equal("internal.dev.example.com");
    expect(privateName(settings, "user-data")).to.equal("user-data.internal.dev.example.com");
    expect(privateName(settings, "matching")).to.equal("matching.internal.dev.example.com");
    expect(privateName(settings, "web")).to.equal(null);
  });

  it("are none where nobody calls", () => {
    expect(privateZone(settingsOf(config()))).to.equal(null);
  });

  it("are told to the callers, each with the service's own port", () => {
    expect(callVariables(settings, settings.services["web"]!)).to.deep.equal({
      MATCHING_URL: `https://matching.internal.dev.example.com:${10_000 + slotOfName("matching")}`,
      USER_DATA_URL: "https://user-data.internal.dev.example.com:10007",
    });
    expect(callVariables(settings, settings.services["user-data"]!)).to.deep.equal({});
  });

  it("have ports that a listener takes, one for each slot", () => {
    expect(privatePort("users", { ruleSlot: 0 })).to.equal(10_000);
    expect(privatePort("users", { ruleSlot: 12_249 })).to.equal(22_249);
  });
});

describe("calls of an environment that stands on another", () => {
  const settings = settingsOf({
    ...config({ matching: { calls: ["users"], host: "matching-pr-7" } }),
    foundation: "dev",
  });
  const there = { users: { hostName: "users.internal.dev.example.com", port: 10_007 } };

  it("go to its own services, and else to those of the other", () => {
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

  it("are refused when neither has the service, or the other has no private edges", () => {
    expect(callsIntoNothing(settings, there)).to.deep.equal([]);
    expect(callsIntoNothing(settings, {})).to.deep.equal([
      "`services.matching.calls` names users, which is neither here nor called in dev; called there " +
        "are none",
    ]);
    expect(callsIntoNothing(settings, undefined)).to.deep.equal([
      "`calls` need the private edges of dev, which has none: declare a call there, and `up`",
    ]);
    expect(callsIntoNothing(settingsOf(config()), undefined)).to.deep.equal([]);
  });
});

describe("a problem with calls", () => {
  const cases: [what: string, services: Record<string, object>, problems: string[]][] = [
    [
      "a typo",
      { users: {}, matching: { calls: ["userz"] } },
      ["`services.matching.calls.0` names userz, which is no service here; did you mean users?"],
    ],
    [
      "a removed service that is still called",
      { web: { calls: ["accounts", "users"] }, users: { calls: ["accounts"] } },
      [
        "`services.web.calls.0` names accounts, which is no service here; there are web and users. " +
          "If it was removed, remove the call too",
        "`services.users.calls.0` names accounts, which is no service here; there are web and users. " +
          "If it was removed, remove the call too",
      ],
    ],
    [
      "a call that is there twice",
      { users: {}, matching: { calls: ["users", "users"] } },
      ["`services.matching.calls.1` names users again"],
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
      "a cycle, once",
      { a: { calls: ["b"] }, b: { calls: ["c"] }, c: { calls: ["a"] }, d: { calls: ["a"] } },
      [
        "`services.a.calls` make a cycle: a → b → c → a. None of them could be tested before another " +
          "one serves; let one of them be called back by other means, such as a queue",
      ],
    ],
    [
      "a service in the way of the private zone",
      { users: { host: "internal" }, matching: { calls: ["users"] } },
      ["`services.users.host` is internal, the zone of private names, which calls need"],
    ],
  ];
  for (const [what, services, problems] of cases) {
    it(`is ${what}`, () => expect(problemsOf(config(services))).to.deep.equal(problems));
  }

  it("is a domain too long for the certificate of private names, where there are some", () => {
    const domain = `${"a".repeat(42)}.example.com`;
    const services = { users: {}, matching: { calls: ["users"] } };
    expect(problemsOf({ domain, services: { users: {} } })).to.deep.equal([]);
    expect(problemsOf({ domain, services })).to.deep.equal([
      "`domain` has 54 characters; the certificate for `*.internal.<domain>`, which calls need, takes 53",
    ]);
  });

  it("is not a service that calls itself, nor two ways to one callee", () => {
    const services = {
      users: { calls: ["users"] },
      matching: { calls: ["users"] },
      web: { calls: ["users", "matching"] },
    };
    expect(problemsOf(config(services))).to.deep.equal([]);
  });

  it("is told beside every other one", () => {
    const services = { users: { prot: 1 }, matching: { calls: ["userz"], size: 0 } };
    expect(problemsOf(config(services))).to.deep.equal([
      "`services.users.prot` is not a known key; did you mean `port`?",
      "`services.matching.size` must be at least 1",
      "`services.matching.calls.0` names userz, which is no service here; did you mean users?",
    ]);
  });
});
