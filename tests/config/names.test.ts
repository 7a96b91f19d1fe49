import { expect } from "chai";
import {
  isCovered,
  namesElsewhere,
  possibleZones,
  productionNames,
  testName,
  uncoveredNames,
} from "../../config/names";
import { firstRecord, nameChanges, recordedNames } from "../../config/recordedNames";
import { withRemovedName } from "../../release/removedNames";
import type { CurrentRelease, ReleaseState } from "../../release/state";
import { config, settingsOf } from "./samples";

const users = (service: object, more: object = {}) =>
  settingsOf({ ...config({ users: service }), hostedZone: "example.com", ...more });

describe("the names of a service", () => {
  it("are its host's, or those it lists: labels, the domain itself, and full names", () => {
    expect(productionNames(users({}), "users")).to.deep.equal(["users.dev.example.com"]);
    expect(productionNames(users({ host: "people" }), "users")).to.deep.equal([
      "people.dev.example.com",
    ]);
    expect(
      productionNames(users({ hosts: ["www", "@", "www.example.com"] }), "users"),
    ).to.deep.equal(["www.dev.example.com", "dev.example.com", "www.example.com"]);
  });

  it("leave the test name as it is", () => {
    expect(testName(users({ hosts: ["www", "@"] }), "users")).to.equal(
      "users-test.dev.example.com",
    );
    expect(testName(users({ host: "people", hosts: ["@"] }), "users")).to.equal(
      "people-test.dev.example.com",
    );
  });

  it("are elsewhere if they are not in the environment's zone; the longest zone may hold them", () => {
    const hosts = ["users", "@", "www.example.com", "shop.example.org", "notexample.com"];
    expect(namesElsewhere(users({ hosts }), "users")).to.deep.equal([
      "shop.example.org",
      "notexample.com",
    ]);
    expect(possibleZones("a.shop.example.org")).to.deep.equal([
      "a.shop.example.org",
      "shop.example.org",
      "example.org",
    ]);
  });

  it("need a certificate of their own unless they are one label below the domain", () => {
    expect(isCovered("www.dev.example.com", "dev.example.com")).to.equal(true);
    for (const name of ["dev.example.com", "a.b.dev.example.com", "www.example.com"]) {
      expect(isCovered(name, "dev.example.com"), name).to.equal(false);
    }
    expect(uncoveredNames(users({ hosts: ["users", "@", "www.example.com"] }))).to.deep.equal([
      "dev.example.com",
      "www.example.com",
    ]);
  });
});

const stopped = { image: null, size: 0 };
const running = { blue: { image: "users@sha256:1", size: 2 }, green: stopped };

function state(activeColor: "blue" | null, current: CurrentRelease | null = null): ReleaseState {
  return { revision: 1, services: { users: { activeColor, fleets: running } }, current };
}

const staged: CurrentRelease = {
  ...{ id: "r-1", services: { users: { candidate: "green" } }, phase: "staged" },
  ...{ owner: "", startedAt: "" },
};

describe("names that serve", () => {
  const recorded = { users: { productionName: "users.dev.example.com" } };
  const told = (...args: Parameters<typeof nameChanges>) =>
    nameChanges(...args).map(({ problem: { key, text } }) => `${key} ${text}`);
  const gone = [
    "services.users.hosts no longer has users.dev.example.com, which serves production",
  ];

  it("can't be removed or renamed by an `up`, also if an older program recorded them", () => {
    expect(told(users({ host: "accounts" }), state("blue"), recorded)).to.deep.equal(gone);
    expect(told(users({ hosts: ["@"] }), state("blue"), recorded)).to.deep.equal(gone);
    expect(told(users({ hosts: ["www"] }), state(null, staged), recorded)).to.deep.equal([
      ...gone,
      "services.users.hosts would add www.dev.example.com during release r-1",
    ]);
    expect(told(users({}, { domain: "example.com" }), state("blue"), recorded)).to.deep.equal(gone);
  });

  it("may be reordered and added to, and changed in any way before the first release", () => {
    const free: object[] = [{}, { hosts: ["www", "users"] }, { host: "people", hosts: ["users"] }];
    for (const service of free) {
      expect(told(users(service), state("blue"), recorded)).to.deep.equal([]);
    }
    expect(told(users({ host: "accounts" }), state(null), recorded)).to.deep.equal([]);
    expect(told(users({ host: "accounts" }), undefined, {})).to.deep.equal([]);
  });

  it("can't be added to during a release, and keep their test name", () => {
    const known = { users: { ...recorded.users, testName: "users-test.dev.example.com" } };
    const changes = (service: object) => told(users(service), state("blue", staged), known);
    expect(changes({ hosts: ["users", "www"] })).to.deep.equal([
      "services.users.hosts would add www.dev.example.com during release r-1",
    ]);
    expect(changes({ host: "people", hosts: ["users"] })).to.deep.equal([
      "services.users.hosts would add people-test.dev.example.com during release r-1",
    ]);
    expect(changes({})).to.deep.equal([]);
  });

  it("are removed only by the `up` that forgets a name whose record is deleted", () => {
    const two = { users: { ...recorded.users, productionNames: ["users.dev.example.com"] } };
    const without = users({ hosts: ["users"] });
    const www = "www.dev.example.com";
    const at = (phase: "noted" | "gone") =>
      withRemovedName(state("blue"), "users", www, { phase, ttlSeconds: 60 });
    const still = [`services.users.hosts no longer has ${www}, which clients may still reach`];
    expect(told(without, at("gone"), two)).to.deep.equal(still);
    expect(told(without, at("noted"), two, state("blue"))).to.deep.equal(still);
    expect(told(without, at("gone"), two, state("blue"))).to.deep.equal([]);
    expect(told(users({ hosts: ["users", "www"] }), at("gone"), two)).to.deep.equal([]);
  });

  it("include the private one that other services call", () => {
    const called = (service: object) =>
      settingsOf(config({ users: service, matching: { calls: ["users"] } }));
    const known = { users: { ...recorded.users, privateName: "users.internal.dev.example.com" } };
    const renamed = called({ host: "people", hosts: ["users"] });
    expect(told(renamed, state("blue"), known)).to.deep.equal([
      "services.users.host would rename users.internal.dev.example.com, which other services " +
        "use to call it",
    ]);
    expect(told(called({ hosts: ["www", "users"] }), state("blue"), known)).to.deep.equal([]);
    expect(told(users({}), state("blue"), known)).to.deep.equal([]);
  });
});

describe("the record called `<service>-production`", () => {
  const first = (names: string[], recorded?: object, release = state("blue")) =>
    firstRecord(names, "users", release, recorded);

  it("is that of the primary name until the service serves, and stays with it", () => {
    expect(first(["a", "b"])).to.equal("a");
    expect(first(["b", "a"], { productionName: "a" }, state(null))).to.equal("b");
    expect(first(["b", "a"], { productionName: "a" })).to.equal("a");
    const reordered = { productionName: "b", productionNames: ["b", "a"], firstRecord: "a" };
    expect(first(["c", "b", "a"], reordered)).to.equal("a");
    expect(first(["b", "a"], { productionName: "a" }, state(null, staged))).to.equal("a");
  });

  it("belongs to no name once its own is removed: no other record may become it", () => {
    expect(first(["b"], { productionName: "a", productionNames: ["a", "b"] })).to.equal(null);
    expect(first(["b", "a"], { productionName: "b", firstRecord: null })).to.equal(null);
    expect(recordedNames({ productionName: "a" })).to.deep.equal(["a"]);
    expect(recordedNames({})).to.deep.equal([]);
  });
});
