import { expect } from "chai";
import {
  foretold,
  happened,
  type LongRequests,
  longRequestsOf,
} from "../../../automation/runbook/longRequests";
import { keptSettings } from "../../../config/definition";
import { settingsSchema } from "../../../config/schema";
import type { ReleaseState } from "../../../release/state";

const usual: LongRequests = {
  ...{ fleet: "blue", closedAfterSeconds: 60, longestRequestSeconds: 60 },
  ...{ stopSeconds: 60, idleSeconds: 60 },
};

describe("what is open when a fleet stops", () => {
  const of = (service: object, more: object = {}) =>
    settingsSchema.parse({ domain: "example.com", services: { users: service }, ...more });
  const released = keptSettings(of({ longestRequestSeconds: 300 }).services["users"]!);
  const state: ReleaseState = {
    ...{ version: 2, revision: 3, current: null },
    services: {
      users: {
        activeColor: "blue",
        fleets: {
          blue: { image: "repo@sha256:1", size: 2, settings: released },
          green: { image: null, size: 0 },
        },
      },
    },
  };

  it("may stay open as its fleet's release allows, whatever the current settings", () => {
    expect(
      longRequestsOf(of({ longestRequestSeconds: 10 }), state, { users: "blue" }),
    ).to.deep.equal({
      users: {
        ...{ fleet: "blue", closedAfterSeconds: 300, longestRequestSeconds: 10 },
        ...{ stopSeconds: 120, idleSeconds: 300 },
      },
    });
  });

  it("is nothing where no fleet of an API has run", () => {
    expect(longRequestsOf(of({}), state, { users: "green" })).to.deep.equal({});
    expect(longRequestsOf(of({}), state, { users: null, gone: "blue" })).to.deep.equal({});
    const worker = of({ kind: "worker", selfTest: { command: ["check"] } });
    expect(longRequestsOf(worker, state, { users: "blue" })).to.deep.equal({});
  });

  it("has the idle timeout of another environment's load balancers, which is not known here", () => {
    const preview = of({}, { foundation: "dev" });
    expect(longRequestsOf(preview, state, { users: "blue" })["users"]?.idleSeconds).to.equal(null);
  });

  it("is announced before a release", () => {
    expect(foretold({ users: usual })).to.deep.equal([
      "users: requests still open when blue stops have 60 s to finish; after that, event streams and " +
        "WebSockets are closed; at any time, a connection without a byte for 60 s is closed",
    ]);
    expect(foretold({ users: { ...usual, idleSeconds: null } })).to.deep.equal([
      "users: requests still open when blue stops have 60 s to finish; after that, event streams and " +
        "WebSockets are closed",
    ]);
  });

  it("is announced with what cannot be kept", () => {
    const users = { ...usual, closedAfterSeconds: 30, stopSeconds: 30 };
    expect(foretold({ users }).slice(1)).to.deep.equal([
      "users: blue was released with 30 s; the 60 s in the settings apply to fleets released from now on",
    ]);
    const long = { ...usual, closedAfterSeconds: 300, stopSeconds: 120 };
    expect(foretold({ users: long }).slice(1)).to.deep.equal([
      "users: a task of blue then has 120 s to exit",
    ]);
  });

  it("is reported after it", () => {
    expect(happened({ users: usual })).to.deep.equal([
      "users: requests open when blue stopped had 60 s to finish; event streams and WebSockets still " +
        "open after that were closed",
    ]);
  });
});
