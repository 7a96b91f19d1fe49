import { expect } from "chai";
import * as fc from "fast-check";
import { colors, otherColor } from "../../release/state";
import {
  activeServices,
  beginHooks,
  candidateColor,
  leave,
  define,
  retire,
  retireAndStay,
  stage,
  start,
  switchBack,
  switchOver,
} from "../../release/transitions";
import { anyIdle, anyUnderWay, idle, imageA, imageB, keptA, keptB, request } from "./states";

describe("the release state", () => {
  const staged = stage(idle, request);
  const switched = switchOver(staged);

  it("gains a candidate when staged, and production is unchanged", () => {
    expect(staged).to.deep.equal({
      version: 2,
      revision: 4,
      services: {
        users: {
          activeColor: "blue",
          fleets: {
            blue: { image: imageA, size: 2, settings: keptA },
            green: { image: imageB, size: 3, settings: keptB },
          },
        },
        matching: idle.services["matching"],
      },
      current: {
        id: "r-1",
        services: { users: { candidate: "green" } },
        phase: "staged",
        owner: "ann@ci:7",
        startedAt: "2026-01-02T03:04:05.000Z",
      },
    });
  });

  it("records the task count of production where AWS scales it", () => {
    const services = { users: { image: imageB, size: 5, serving: 5 } };
    expect(stage(idle, { ...request, services }).services["users"]?.fleets).to.deep.equal({
      blue: { image: imageA, size: 5, settings: keptA },
      green: { image: imageB, size: 5 },
    });
    const first = { matching: { image: imageB, size: 2, serving: 2 } };
    expect(stage(idle, { ...request, services: first }).services["matching"]).to.deep.equal({
      activeColor: null,
      fleets: { blue: { image: imageB, size: 2 }, green: { image: null, size: 0 } },
    });
  });

  it("defines the candidate before it starts, and keeps the size it will get", () => {
    const defined = define(idle, request);
    expect(defined.services["users"]?.fleets.green).to.deep.equal({
      ...{ image: imageB, size: 0, settings: keptB },
    });
    expect(defined.current).to.deep.include({
      phase: "defined",
      services: { users: { candidate: "green", sizes: { blue: 2, green: 3 } } },
    });
    expect(start(defined)).to.deep.equal(staged);
  });

  it("keeps the release after the old fleet has stopped if something is left to do", () => {
    const retired = retireAndStay(switched);
    expect(retired).to.deep.equal({
      ...retire(switched),
      current: { ...switched.current, phase: "retired" },
    });
    expect(retire(retired)).to.deep.equal(retire(switched));
  });

  it("records hooks that run once, next to those recorded before", () => {
    const noted = beginHooks(beginHooks(staged, ["users/beforeSwitch"]), ["users/afterSwitch"]);
    expect(noted).to.deep.equal({
      ...staged,
      current: { ...staged.current, begunHooks: ["users/beforeSwitch", "users/afterSwitch"] },
    });
  });

  it("changes nothing but the active color on the switch", () => {
    expect(switched.services["users"]).to.deep.equal({
      ...staged.services["users"],
      activeColor: "green",
    });
    expect(switched.current).to.deep.equal({ ...staged.current, phase: "switched" });
  });

  const withdrawal = { ...request, services: ["users"] };
  const left = leave(idle, withdrawal);

  it("decommissions a service as a switch to nothing, whose fleet stops last", () => {
    const { id, owner, startedAt } = request;
    const services = { users: { candidate: "green" } };
    const current = { ...{ id, owner, startedAt }, services, leaves: true };
    expect(left).to.deep.equal({ ...idle, current: { ...current, phase: "staged" } });
    const gone = switchOver(left, 60);
    const users = { ...idle.services["users"]!, activeColor: null };
    expect(gone).to.deep.equal({
      ...idle,
      services: { ...idle.services, users },
      current: { ...current, phase: "switched", ttlSeconds: 60 },
    });
    const fleets = { ...users.fleets, blue: { image: imageA, size: 0, settings: keptA } };
    expect(retire(gone)).to.deep.equal({
      ...idle,
      services: { ...idle.services, users: { ...users, fleets } },
    });
  });

  it("can roll a decommission back, before and after the names were removed", () => {
    expect(retire(switchBack(left))).to.deep.equal(idle);
    expect(retire(switchBack(switchOver(left)))).to.deep.equal(idle);
  });

  it("decommissions only what serves production, and nothing during a release", () => {
    expect(activeServices(idle)).to.deep.equal(["users"]);
    expect(() => leave(idle, { ...withdrawal, services: ["matching"] })).to.throw(
      "matching does not serve production",
    );
    expect(() => leave(staged, withdrawal)).to.throw("release r-1 is in progress");
  });

  describe("remembers what served before", () => {
    const released = retire(switched);
    const previousOf = (state: typeof idle) => state.services["users"]?.previous;
    const again = { ...request, services: { users: { image: "c", size: 1, settings: {} } } };

    it("from the stop of the old fleet on, whatever the idle fleet is defined as later", () => {
      expect(previousOf(switched)).to.equal(undefined);
      expect(previousOf(released)).to.deep.equal({ image: imageA, settings: keptA });
      const refusedLater = retire(stage(released, again));
      expect(refusedLater.services["users"]?.fleets.blue.image).to.equal("c");
      expect(previousOf(refusedLater)).to.deep.equal({ image: imageA, settings: keptA });
    });

    it("and not a version that was rolled back, during its release or after it", () => {
      const back = retire(switchBack(switchOver(stage(released, again))));
      expect(previousOf(back)).to.deep.equal({ image: imageA, settings: keptA });
      const rollback = { ...again, rollsBack: true } as const;
      expect(previousOf(retire(switchOver(stage(released, rollback))))).to.equal(undefined);
    });

    it("also where a hook is left to run after the stop", () => {
      expect(previousOf(retireAndStay(switched))).to.deep.equal({ image: imageA, settings: keptA });
      expect(previousOf(retire(retireAndStay(switched)))).to.deep.equal(previousOf(released));
    });
  });

  it("retires the old fleet but keeps its image, which a rollback needs", () => {
    expect(retire(switched)).to.deep.equal({
      ...switched,
      services: {
        ...switched.services,
        users: {
          activeColor: "green",
          fleets: {
            blue: { image: imageA, size: 0, settings: keptA },
            green: { image: imageB, size: 3, settings: keptB },
          },
          previous: { image: imageA, settings: keptA },
        },
      },
      current: null,
    });
  });

  it("stops the candidate at the end of a release that was staged or rolled back", () => {
    for (const state of [staged, switchBack(switched), switchBack(staged)]) {
      expect(retire(state).services["users"]).to.deep.equal({
        activeColor: "blue",
        fleets: {
          blue: { image: imageA, size: 2, settings: keptA },
          green: { image: imageB, size: 0, settings: keptB },
        },
      });
    }
  });

  it("rolls back to no color if there was none before", () => {
    const services = { matching: { image: imageB, size: 1 } };
    const first = switchOver(stage(idle, { ...request, services }));
    expect(first.services["matching"]?.activeColor).to.equal("blue");
    expect(switchBack(first).services["matching"]?.activeColor).to.equal(null);
  });

  it("rejects transitions that the phase does not allow", () => {
    expect(() => stage(staged, request)).to.throw("release r-1 is in progress");
    expect(() => switchOver(idle)).to.throw("expected a staged or canary release, found none");
    expect(() => switchOver(switched)).to.throw(
      "expected a staged or canary release, found switched",
    );
    expect(() => switchBack(switchBack(switched))).to.throw("found returning");
    expect(() => retire(idle)).to.throw("no release is in progress");
  });

  it("never changes a service that is not being released", () => {
    fc.assert(
      fc.property(anyUnderWay, (state) => {
        const after = retire(state);
        for (const name of Object.keys(state.services)) {
          if (name in state.current!.services) continue;
          expect(after.services[name]).to.deep.equal(state.services[name]);
        }
      }),
    );
  });

  it("always ends a release with the active fleet, and only that, running", () => {
    fc.assert(
      fc.property(anyUnderWay, (state) => {
        const after = retire(state);
        for (const name of Object.keys(state.current!.services)) {
          const { activeColor, fleets } = after.services[name]!;
          const running = colors.filter((color) => fleets[color].size > 0);
          expect(running).to.deep.equal(activeColor ? [activeColor] : []);
        }
      }),
    );
  });

  it("places the candidate in the color that is not active", () => {
    fc.assert(
      fc.property(anyIdle, ({ services }) => {
        for (const service of Object.values(services)) {
          const expected = service.activeColor ? otherColor(service.activeColor) : "blue";
          expect(candidateColor(service)).to.equal(expected);
        }
      }),
    );
  });
});
