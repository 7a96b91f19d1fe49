import { expect } from "chai";
import { changesBetween } from "../../../automation/plan/changes";
import { describeChanges } from "../../../automation/plan/describe";
import type { PlannedResource } from "../../../automation/world/ports";

const urn = (name: string) => `urn:pulumi:dev::bluegreen::t$${name}-type::${name}`;
const resource = (inputs: Record<string, unknown>, replaced = false): PlannedResource => ({
  type: "t",
  inputs,
  replaced,
  retained: false,
});

describe("the changes of an `up`", () => {
  it("do not include a random physical name", () => {
    const named = (name: string) => new Map([[urn("users-green"), resource({ name })]]);
    expect(
      changesBetween(named("users-green-0123abc"), named("users-green-fedcba9")),
    ).to.deep.equal([]);
    const [change] = changesBetween(named("users-green-0123abc"), named("users-green"));
    expect(change?.properties).to.deep.equal(["name"]);
  });

  it("list what is created, updated, replaced or deleted, and not what stays", () => {
    const before = new Map([
      [urn("same"), resource({ a: [1, { b: 2 }] })],
      [urn("updated"), resource({ size: 0, image: "x", gone: 1 })],
      [urn("replaced"), resource({ family: "x" })],
      [urn("deleted"), resource({})],
      [urn("kept"), { ...resource({}), retained: true }],
    ]);
    const after = new Map([
      [urn("same"), resource({ a: [1, { b: 2 }] })],
      [urn("updated"), resource({ size: 2, image: "x", fresh: 1 })],
      [urn("replaced"), resource({ family: "y" }, true)],
      [urn("created"), resource({})],
    ]);
    const changes = changesBetween(before, after);
    expect(changes).to.deep.equal([
      { op: "update", type: "t", name: "updated", properties: ["fresh", "gone", "size"] },
      { op: "replace", type: "t", name: "replaced", properties: ["family"] },
      { op: "create", type: "t", name: "created", properties: [] },
      { op: "delete", type: "t", name: "deleted", properties: [] },
      { op: "delete", type: "t", name: "kept", properties: [], stays: true },
    ]);
    expect(describeChanges(changes).slice(-2)).to.deep.equal([
      "  - deleted (t)",
      "  - kept (t), which stays in AWS",
    ]);
  });
});
