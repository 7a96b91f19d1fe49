import type { EngineEvent } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { collectEvents } from "../../../../automation/adapters/pulumi/upEvents";

const urn =
  "urn:pulumi:dev::bluegreen::bluegreen:index:BlueGreenService$aws:ecs/service:Service::users-green";
const stackUrn = "urn:pulumi:dev::bluegreen::pulumi:pulumi:Stack::bluegreen-dev";

function event(part: object): EngineEvent {
  return { sequence: 0, timestamp: 0, ...part };
}

function pre(
  op: string,
  inputs: object,
  type = "aws:ecs/service:Service",
  custom = true,
): EngineEvent {
  const state = { type, urn, custom, inputs };
  return event({ resourcePreEvent: { metadata: { op, urn, type, new: state } } });
}

describe("the events of a Pulumi operation", () => {
  it("report what changes, by name and type, and not what stays", () => {
    const told: string[] = [];
    const { onEvent, changed } = collectEvents((text) => told.push(text));
    onEvent(pre("same", {}));
    expect(changed("aws:ecs/service:Service")).to.deep.equal([]);
    onEvent(pre("update", {}));
    onEvent(pre("create", {}));
    expect(changed("aws:ecs/service:Service")).to.deep.equal(["users-green", "users-green"]);
    expect(changed("aws:lb/listener:Listener")).to.deep.equal([]);
    expect(told).to.deep.equal([
      "updating users-green (aws:ecs/service:Service)",
      "creating users-green (aws:ecs/service:Service)",
    ]);
  });

  it("list what would exist, without components and Pulumi's own resources", () => {
    const { onEvent, preview } = collectEvents(() => undefined);
    onEvent(pre("same", { a: 1 }, "bluegreen:index:BlueGreenService", false));
    onEvent(pre("same", { a: 1 }, "pulumi:providers:aws"));
    expect(preview().planned.size).to.equal(0);
    onEvent(pre("create-replacement", { desiredCount: 2 }));
    expect([...preview().planned]).to.deep.equal([
      [
        urn,
        {
          type: "aws:ecs/service:Service",
          inputs: { desiredCount: 2 },
          replaced: true,
          retained: false,
        },
      ],
    ]);
    expect(preview().recorded.size).to.equal(0);
  });

  it("list what exists, including what would be deleted", () => {
    const { onEvent, preview } = collectEvents(() => undefined);
    const type = "aws:ecs/service:Service";
    const inputs = { desiredCount: 2 };
    const state = { type, urn, custom: true, inputs, retainOnDelete: true };
    onEvent(event({ resourcePreEvent: { metadata: { op: "delete", urn, type, old: state } } }));
    expect([...preview().recorded]).to.deep.equal([
      [urn, { type, inputs, replaced: false, retained: true }],
    ]);
    expect(preview().planned.size).to.equal(0);
  });

  it("contain each error once, with its resource and without Pulumi's color marks", () => {
    const { onEvent, failures } = collectEvents(() => undefined);
    const error = (of: string, message: string, severity = "error") =>
      event({ diagnosticEvent: { urn: of, message, severity, color: "never" } });
    onEvent(error(urn, "<{%fg 1%}>AccessDenied<{%reset%}>\n"));
    onEvent(error(urn, "AccessDenied"));
    onEvent(error(stackUrn, "update failed"));
    onEvent(error(urn, "only a warning", "warning"));
    expect(failures()).to.deep.equal([
      "users-green (aws:ecs/service:Service): AccessDenied",
      "update failed",
    ]);
  });
});
