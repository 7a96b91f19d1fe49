import { expect } from "chai";
import { readEngineState, readOutputs } from "../../../../automation/adapters/pulumi/engineState";

const urn = (type: string, name: string) => `urn:pulumi:dev::bluegreen::${type}::${name}`;
const group = "aws:autoscaling/group:Group";
const ecsService = "aws:ecs/service:Service";
const record = "aws:route53/record:Record";

describe("Pulumi's own state", () => {
  it("has alias records, fleets and unfinished operations in an exported deployment", () => {
    const exported = {
      version: 3,
      deployment: {
        manifest: { time: "2026-11-22T15:34:01Z", magic: "", version: "" },
        resources: [
          { urn: urn("pulumi:pulumi:Stack", "s"), type: "pulumi:pulumi:Stack" },
          {
            urn: urn(record, "users-production"),
            type: record,
            inputs: { name: "users.x.org", aliases: [{ name: "edge-blue.elb", zoneId: "Z" }] },
          },
          {
            urn: urn(record, "validation"),
            type: record,
            inputs: { name: "_a.x.org", records: ["b"] },
          },
          {
            urn: urn(ecsService, "users-green"),
            type: ecsService,
            inputs: { desiredCount: 2 },
          },
          { urn: urn(group, "users-green"), type: group, inputs: { minSize: 3, maxSize: 5 } },
        ],
        pending_operations: [
          {
            type: "updating",
            resource: { urn: urn(record, "users-production"), type: record },
          },
        ],
      },
    };
    expect(readEngineState(exported)).to.deep.equal({
      aliases: { "users.x.org": "edge-blue.elb" },
      tasks: { "users-green": 2 },
      instances: { "users-green": 3 },
      writtenAt: "2026-11-22T15:34:01Z",
      pending: [`updating users-production (${record})`],
    });
  });

  it("has the stack's outputs, and none before its first `up`", () => {
    const type = "pulumi:pulumi:Stack";
    const stack = { urn: urn(type, "s"), type, outputs: { release: { revision: 3 } } };
    expect(readOutputs({ deployment: { resources: [stack] } })).to.deep.equal(stack.outputs);
    expect(readOutputs({ deployment: { resources: null } })).to.deep.equal({});
  });

  it("can be that of an empty stack", () => {
    expect(readEngineState({ deployment: {} })).to.deep.equal({
      aliases: {},
      tasks: {},
      instances: {},
      writtenAt: "",
      pending: [],
    });
  });
});
