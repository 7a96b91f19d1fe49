import { expect } from "chai";
import type { CurrentRelease, ReleaseState } from "../../../release/state";
import type { Inventory } from "../../../release/inventory";
import { misrouted } from "../../../rehearsal/run/misrouted";

type Weights = Record<string, number>;

/** `users` serves from blue; load balancers have target groups named after fleet and load balancer. */
function look(current: Partial<CurrentRelease> | null, weights: Record<"blue" | "green", Weights>) {
  const fleet = (color: string) => ({
    targetGroupArns: { blue: `${color}-at-blue`, green: `${color}-at-green` },
  });
  const release = {
    services: { users: { activeColor: "blue", fleets: { blue: { size: 2 }, green: { size: 2 } } } },
    current,
  } as unknown as ReleaseState;
  const inventory = {
    services: { users: { fleets: { blue: fleet("blue"), green: fleet("green") } } },
  } as unknown as Inventory;
  const forwards = (name: string) =>
    Promise.resolve(
      Object.entries(weights[name === "users-blue-production" ? "blue" : "green"]).map(
        ([arn, weight]) => ({ arn, weight }),
      ),
    );
  return misrouted(
    {
      release: () => Promise.resolve(release),
      inventory: () => Promise.resolve(inventory),
      cloud: { client: { forwards } },
    },
    "users",
  );
}

const canary = (share: number): Partial<CurrentRelease> => ({
  phase: "canary",
  services: { users: { candidate: "green", share } },
});

describe("load balancers are compared with the recorded state", () => {
  it("and are fine when both forward everything to the fleet that serves", async () => {
    const weights = { blue: { "blue-at-blue": 1 }, green: { "blue-at-green": 1 } };
    expect(await look(null, weights)).to.deep.equal([]);
  });

  it("and are fine when both forward the canary's recorded share", async () => {
    const weights = {
      blue: { "green-at-blue": 5, "blue-at-blue": 95 },
      green: { "green-at-green": 5, "blue-at-green": 95 },
    };
    expect(await look(canary(5), weights)).to.deep.equal([]);
  });

  it("and one that has kept a share is found", async () => {
    const weights = {
      blue: { "blue-at-blue": 1 },
      green: { "green-at-green": 50, "blue-at-green": 50 },
    };
    expect(await look(null, weights)).to.deep.equal([
      "the green load balancer forwards 50 % to green, 50 % to blue, but 100 % to blue is recorded",
    ]);
  });

  it("and one that forwards to none is found", async () => {
    expect(await look(null, { blue: {}, green: { "blue-at-green": 1 } })).to.deep.equal([
      "the blue load balancer forwards nothing, but 100 % to blue is recorded",
    ]);
  });
});
