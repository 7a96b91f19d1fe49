import { expect } from "chai";
import { pendingSizes, sizeAtOnce, sizedByUp, withFixedSizes } from "../../config/fixedSizes";
import type { Settings } from "../../config/schema";
import type { Size } from "../../config/size";
import type { ReleaseState, ServiceState } from "../../release/state";

const served: ServiceState = {
  activeColor: "green",
  fleets: {
    blue: { image: "users@sha256:1", size: 0 },
    green: { image: "users@sha256:2", size: 2 },
  },
};
const never: ServiceState = {
  activeColor: null,
  fleets: { blue: { image: null, size: 0 }, green: { image: null, size: 0 } },
};
const state: ReleaseState = {
  revision: 4,
  services: { users: served, fresh: never },
  current: null,
};
const of = (size: Size) =>
  ({ services: { users: { size }, fresh: { size } } }) as unknown as Settings;
const sizes = ({ services }: ReleaseState) =>
  Object.values(services).map(({ fleets }) => [fleets.blue.size, fleets.green.size]);

describe("a fixed number of tasks", () => {
  it("takes effect on the fleet that serves, and on no other", () => {
    for (const size of [1, 2, 5]) {
      const next = withFixedSizes(state, of(size), ["users", "fresh"]);
      expect(sizes(next)).to.deep.equal([
        [0, size],
        [0, 0],
      ]);
    }
  });

  it("is left alone where an `up` does not cover the service", () => {
    expect(withFixedSizes(state, of(5), ["fresh"])).to.deep.equal(state);
  });

  it("waits while the service is being released", () => {
    const current: ReleaseState["current"] = {
      ...{ id: "r1", phase: "staged", owner: "me@here:1", startedAt: "2026-01-01T00:00:00Z" },
      services: { users: { candidate: "blue" } },
    };
    const releasing = { ...state, current };
    expect(withFixedSizes(releasing, of(5), ["users", "fresh"])).to.deep.equal(releasing);
  });

  it("is the autoscaler's choice within bounds", () => {
    const bounds = { min: 4, max: 8, target: { cpuPercent: 50 } };
    expect(withFixedSizes(state, of(bounds), ["users"])).to.deep.equal(state);
  });

  it("counts as a revision when a plain `up` changes it, but not again in the deployer's `up`", () => {
    const revision = (of: ReleaseState, size: Size) =>
      sizedByUp(of, { services: { users: { size } } } as unknown as Settings, ["users"], state)
        .revision;
    expect(revision(state, 5)).to.equal(5);
    expect(revision(state, 2)).to.equal(4);
    expect(revision({ ...state, revision: 5 }, 5)).to.equal(5);
  });

  it("is named before it changes", () => {
    expect(sizeAtOnce(state, of(5), "users")).to.deep.equal({ from: 2, to: 5 });
    expect(sizeAtOnce(state, of(2), "users")).to.equal(null);
    expect(sizeAtOnce(state, of(5), "fresh")).to.equal(null);
    expect(sizeAtOnce(state, of(5), "unknown")).to.equal(null);
  });
});

describe("a size that waits for an `up`", () => {
  const bounds = { min: 2, max: 6, target: { cpuPercent: 60 } };
  const pending = (applied: Size | undefined, wanted: Size) =>
    pendingSizes(state, of(wanted), {
      users: applied === undefined ? {} : { scaled: true, size: applied },
      fresh: {},
    });

  it("is a number that differs from what serves, whatever the last `up` applied", () => {
    expect(pending(2, 3)).to.deep.equal({ users: { from: 2, to: 3 } });
    expect(pending(bounds, 3)).to.deep.equal({ users: { from: 2, to: 3 } });
    expect(pending(undefined, 3)).to.deep.equal({ users: { from: 2, to: 3 } });
    // A release has raised it to 2 since the last `up`.
    expect(pending(1, 2)).to.deep.equal({});
  });

  it("is other bounds, bounds instead of a number, or a number instead of bounds", () => {
    const other = { ...bounds, max: 8 };
    expect(pending(bounds, other)).to.deep.equal({ users: { from: bounds, to: other } });
    expect(pending(2, bounds)).to.deep.equal({ users: { from: 2, to: bounds } });
    expect(pending(undefined, bounds)).to.deep.equal({ users: { from: 2, to: bounds } });
    expect(pending(bounds, 2)).to.deep.equal({ users: { from: bounds, to: 2 } });
    expect(pending(bounds, structuredClone(bounds))).to.deep.equal({});
  });

  it("is unknown for bounds that an older program applied, and for a service that doesn't serve", () => {
    const old = { users: { scaled: true as const }, fresh: {} };
    expect(pendingSizes(state, of(bounds), old)).to.deep.equal({});
  });
});
