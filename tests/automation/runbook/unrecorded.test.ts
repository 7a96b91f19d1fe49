import { expect } from "chai";
import { unrecordedFleets } from "../../../automation/runbook/evidence";
import type { Fleet, ReleaseState } from "../../../release/state";

const none: Fleet = { image: null, size: 0 };
const two: Fleet = { image: "users@sha256:1", size: 2 };
const state: ReleaseState = {
  revision: 3,
  current: null,
  services: {
    users: { activeColor: "blue", fleets: { blue: two, green: none } },
    images: { activeColor: null, fleets: { blue: none, green: none } },
  },
};

describe("fleets that only Pulumi's state knows", () => {
  it("are none when that state matches the recorded one", () => {
    const engine = { tasks: { "users-blue": 2, "users-green": 0 }, instances: {} };
    expect(unrecordedFleets(state, engine)).to.deep.equal([]);
  });

  it("are those with tasks or instances that are not recorded", () => {
    const engine = {
      tasks: { "users-blue": 5, "users-green": 2, "images-blue": 0 },
      instances: { "users-green": 1, "images-blue": 1, "images-green": 0 },
    };
    expect(unrecordedFleets(state, engine)).to.deep.equal([
      "users green runs 2 tasks",
      "images blue keeps 1 instance",
    ]);
  });
});
